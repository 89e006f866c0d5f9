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
        ("adjudicating", "identify"): "answered",
        ("adjudicating", "no_identification"): "answered",
        ("submitted", "answer"): "answered",
        ("submitted", "reject"): "rejected",
        ("relayed", "answer"): "answered",
        ("relayed", "reject"): "rejected",
        ("answered", "second_answer"): "answered",
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

REQUEST = StateMachine(
    name="request",
    initial="none",
    table={
        ("none", "request"): "received",
        ("none", "cancel"): "cancelled",  # the cancellation overtook the request: it wins
        ("received", "serve"): "served",
        ("received", "cancel"): "cancelled",
        ("served", "cancel"): "cancelled",
        ("received", "release"): "ended",
        ("served", "release"): "ended",
        ("cancelled", "request"): "cancelled",
        ("cancelled", "cancel"): "cancelled",
        ("cancelled", "release"): "cancelled",
        ("cancelled", "serve"): "cancelled",
    },
    final=frozenset({"ended"}),
)

ALL = (SUBMISSION, SECOND_SEARCH, REQUEST)
