"""The state machines of the system, as data. Pictures of them are drawn from these tables."""

from __future__ import annotations

from tenprint.exchange.states import StateMachine

SUBMISSION = StateMachine(
    name="submission",
    initial="new",
    table={
        ("new", "submit"): "submitted",
        ("new", "receive"): "received",
        ("received", "reject"): "rejected",
        ("received", "relay"): "relayed",
        ("received", "accept"): "searching",
        ("searching", "candidate"): "adjudicating",
        ("searching", "identify"): "answered",
        ("searching", "no_identification"): "answered",
        ("searching", "reject"): "rejected",  # a rapid search of which only a part could be done in time
        ("adjudicating", "identify"): "answered",
        ("adjudicating", "no_identification"): "answered",
        ("submitted", "answer"): "answered",
        ("submitted", "reject"): "rejected",
        ("relayed", "answer"): "answered",
        ("relayed", "reject"): "rejected",
        ("answered", "second_answer"): "answered",
        # The second repository may be quicker than the first, whose candidates examiners are looking at.
        ("submitted", "second_answer"): "submitted",
        ("relayed", "second_answer"): "relayed",
    },
    final=frozenset({"rejected"}),
)

SECOND_SEARCH = StateMachine(
    name="second_search",
    initial="not_asked",
    table={
        ("not_asked", "ask"): "asked",
        ("not_asked", "receive"): "searching",
        ("searching", "candidate"): "adjudicating",
        ("searching", "match"): "matched",
        ("searching", "no_match"): "no_match",
        ("searching", "fail"): "failed",
        ("adjudicating", "match"): "matched",
        ("adjudicating", "no_match"): "no_match",
        ("asked", "match"): "queried",
        ("asked", "no_match"): "no_match",
        ("asked", "fail"): "failed",
        ("queried", "acknowledge"): "acknowledged",
        ("queried", "respond"): "responded",
        ("acknowledged", "respond"): "responded",
        ("responded", "respond"): "responded",
    },
    final=frozenset({"matched", "no_match", "failed"}),
)

# A request of the jail, as the jail has it. Nothing brings a cancelled one back.
REQUEST = StateMachine(
    name="request",
    initial="none",
    table={
        ("none", "request"): "received",
        ("none", "cancel"): "cancelled",  # the cancellation overtook the request: it wins
        ("received", "serve"): "served",
        ("received", "suspend"): "suspended",  # it did not know of a claim that the jail passed on
        ("received", "cancel"): "cancelled",
        ("received", "release"): "ended",
        ("served", "suspend"): "suspended",
        ("served", "cancel"): "cancelled",
        ("served", "release"): "ended",
        ("suspended", "suspend"): "suspended",
        ("suspended", "cancel"): "cancelled",
        ("suspended", "release"): "ended",
        ("cancelled", "request"): "cancelled",
        ("cancelled", "suspend"): "cancelled",
        ("cancelled", "cancel"): "cancelled",
        ("cancelled", "release"): "cancelled",
        ("cancelled", "serve"): "cancelled",
        ("ended", "request"): "ended",
        ("ended", "suspend"): "ended",
        ("ended", "cancel"): "ended",
        ("ended", "release"): "ended",
    },
    final=frozenset(),
)

# Custody of a person, at the jail and, by its notices, at the enforcement agency. A hold is custody beyond the moment
# at which the person would go free, on nothing but a request.
CUSTODY = StateMachine(
    name="custody",
    initial="none",
    table={
        ("none", "book"): "in_custody",
        ("none", "plan_release"): "release_planned",
        ("none", "begin_hold"): "holding",
        ("none", "release"): "released",
        ("none", "transfer"): "transferred",
        ("in_custody", "book"): "in_custody",
        ("in_custody", "plan_release"): "release_planned",
        ("in_custody", "begin_hold"): "holding",
        ("in_custody", "release"): "released",
        ("in_custody", "transfer"): "transferred",
        ("release_planned", "plan_release"): "release_planned",
        ("release_planned", "begin_hold"): "holding",
        ("release_planned", "release"): "released",
        ("release_planned", "transfer"): "transferred",
        ("holding", "begin_hold"): "holding",
        ("holding", "expire"): "overdue",
        ("holding", "release"): "released",
        ("holding", "transfer"): "transferred",
        ("overdue", "expire"): "overdue",
        ("overdue", "begin_hold"): "overdue",
        ("overdue", "release"): "released",
        ("overdue", "transfer"): "transferred",
        ("released", "release"): "released",
        ("released", "expire"): "released",
        ("released", "begin_hold"): "released",
        ("released", "plan_release"): "released",
        ("transferred", "transfer"): "transferred",
        ("transferred", "expire"): "transferred",
        ("transferred", "release"): "transferred",
    },
    final=frozenset(),
)

ALL = (SUBMISSION, SECOND_SEARCH, REQUEST, CUSTODY)
