"""The state machines of a case, as data: the one place that says what can happen when.

Every event of CASE but `open`, `acknowledge`, `claim`, `identity_corrected` and `expunge` is a named person's act;
none of those five leads towards a request. Software takes no step that does.
"""

from __future__ import annotations

from tenprint.exchange.states import StateMachine

CASE = StateMachine(
    name="case",
    initial="none",
    table={
        ("none", "open"): "awaiting_officer",
        ("none", "claim"): "held",  # a claim that arrives before the query
        ("none", "expunge"): "closed",
        # an officer determines and proposes
        ("awaiting_officer", "determine"): "awaiting_supervisor",
        ("awaiting_officer", "open"): "awaiting_officer",  # the query came after a claim that was decided already
        ("awaiting_officer", "claim"): "held",
        ("awaiting_officer", "acknowledge"): "awaiting_officer",  # of an earlier request that a claim stopped
        ("awaiting_officer", "identity_corrected"): "awaiting_officer",
        ("awaiting_officer", "expunge"): "closed",
        # another person confirms or returns
        ("awaiting_supervisor", "return"): "awaiting_officer",
        ("awaiting_supervisor", "confirm_request"): "requested",
        ("awaiting_supervisor", "confirm_no_action"): "closed",
        ("awaiting_supervisor", "claim"): "held",
        ("awaiting_supervisor", "acknowledge"): "awaiting_supervisor",
        ("awaiting_supervisor", "identity_corrected"): "awaiting_officer",
        ("awaiting_supervisor", "expunge"): "closed",
        # a request stands
        ("requested", "acknowledge"): "requested",
        ("requested", "claim"): "held",
        ("requested", "cancel"): "cancelled",
        ("requested", "identity_corrected"): "awaiting_officer",
        ("requested", "outcome"): "closed",
        ("requested", "expunge"): "closed",
        # a claim to citizenship holds the case; a supervisor decides on it
        ("held", "open"): "held",
        ("held", "claim"): "held",
        ("held", "acknowledge"): "held",
        ("held", "citizen"): "closed",
        ("held", "not_citizen"): "awaiting_officer",
        ("held", "identity_corrected"): "held",
        ("held", "expunge"): "closed",
        # cancelled: nothing brings the request back
        ("cancelled", "cancel"): "cancelled",
        ("cancelled", "acknowledge"): "cancelled",
        ("cancelled", "claim"): "cancelled",
        ("cancelled", "citizen"): "closed",
        ("cancelled", "not_citizen"): "cancelled",
        ("cancelled", "identity_corrected"): "cancelled",
        ("cancelled", "outcome"): "closed",
        ("cancelled", "expunge"): "closed",
        # closed: late answers are kept and revive nothing
        ("closed", "open"): "closed",
        ("closed", "acknowledge"): "closed",
        ("closed", "claim"): "closed",
        ("closed", "citizen"): "closed",
        ("closed", "not_citizen"): "closed",
        ("closed", "identity_corrected"): "closed",
        ("closed", "expunge"): "closed",
    },
    final=frozenset(),
)

RESEARCH = StateMachine(
    name="research",
    initial="none",
    table={
        ("none", "attach"): "attached",  # once; afterwards it is supplemented, never redone
        ("attached", "supplement"): "attached",
    },
    final=frozenset(),
)

# States in which a request of the jail stands, or is about to.
REQUEST_STANDS = frozenset({"requested"})
