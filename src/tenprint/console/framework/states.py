"""How a state of a machine, a level or an outcome is marked: by a tone, and by a sign that needs no colour.

Tones: `good` done, `wait` somebody or something is to act, `stop` refused or failed, `hold` stopped by a person's
right, `busy` the software works, `calm` nothing to do.
"""

from __future__ import annotations

TONES: dict[str, tuple[str, ...]] = {
    "good": ("answered", "served", "acknowledged", "responded", "done", "sent", "identification", "success", "active",
             "in use", "citizen", "released"),
    "wait": ("awaiting_officer", "awaiting_supervisor", "adjudicating", "waiting", "requested", "release_planned",
             "open", "queried", "matched", "received_request", "review_due", "inconclusive"),
    "stop": ("rejected", "dead", "failed", "overdue", "refused", "denied", "error", "failure", "disabled", "expired"),
    "hold": ("held", "suspended", "holding", "claim", "warning"),
    "busy": ("submitted", "received", "relayed", "searching", "asked", "working", "new"),
}  # fmt: skip
MARKS = {"good": "●", "wait": "◐", "stop": "■", "hold": "◆", "busy": "◌", "calm": "○"}
_TONE_OF = {state: tone for tone, states in TONES.items() for state in states}


def tone(state: str | None) -> str:
    """Return the tone of a state; `calm` where none is said."""
    return _TONE_OF.get(str(state or "").lower(), "calm")


def mark(state: str | None) -> str:
    """Return the sign of a state's tone."""
    return MARKS[tone(state)]
