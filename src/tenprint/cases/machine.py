"""The state machine of a case. Every event but `open` is a named person's act; software takes none of them."""

from __future__ import annotations

from tenprint.exchange.states import StateMachine

CASE = StateMachine(
    name="case",
    initial="none",
    table={
        ("none", "open"): "awaiting_officer",
        ("none", "claim"): "held",  # a claim that arrives before the query
        ("held", "open"): "held",
        ("awaiting_officer", "determine"): "awaiting_supervisor",
        ("awaiting_supervisor", "return"): "awaiting_officer",
        ("awaiting_supervisor", "confirm_request"): "requested",
        ("awaiting_supervisor", "confirm_no_action"): "closed",
        ("awaiting_officer", "claim"): "held",
        ("awaiting_supervisor", "claim"): "held",
        ("requested", "claim"): "held",
        ("held", "claim"): "held",
        ("held", "citizen"): "closed",
        ("held", "not_citizen"): "awaiting_officer",
        ("requested", "acknowledge"): "requested",
        ("requested", "cancel"): "cancelled",
        ("requested", "outcome"): "closed",
        ("cancelled", "acknowledge"): "cancelled",
        ("cancelled", "claim"): "cancelled",
        ("cancelled", "outcome"): "closed",
        ("held", "acknowledge"): "held",
        ("closed", "acknowledge"): "closed",  # late answers are kept and revive nothing
        ("closed", "claim"): "closed",
    },
    final=frozenset(),
)
