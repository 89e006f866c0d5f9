"""What each receiver may be told, by purpose and field: data that sending is held against.

A message's type fixes its fields (`messages`); this table says which of them a receiver of a role may get. A field that
is not here for a receiver is not sent to it, whatever a handler wrote.
"""

from __future__ import annotations

import functools
from typing import TypeVar

import msgspec

from tenprint.errors import RefusedError

T = TypeVar("T", bound=msgspec.Struct)
KEEPING = frozenset({"expunge", "expunged", "correction"})  # what was told once is corrected and forgotten


def _fields(text: str) -> frozenset[str]:
    return frozenset(text.split())


_KEEPING = {
    "expunge": _fields("order authority correlations subjects"),
    "expunged": _fields("order at keys_destroyed enrolments_removed passed_on_to"),
}
_CORRECTION = "kind about text fbi_number formerly dispositions_missing"

# role of the receiver -> message type -> fields it may get
RECEIVES: dict[str, dict[str, frozenset[str]]] = {
    "booking": {
        "answer": _fields("transaction"),
        "combined_answer": _fields("outcome text coverage policy_version"),
        "detainer": _fields("case request kind officer supervisor basis hold_hours notice_hours claims_known"),
        "detainer_cancellation": _fields("case request officer reason"),
        "custody_prompt": _fields("case level due_at text"),
        "correction": _fields(_CORRECTION),
        **_KEEPING,
    },
    "state": {
        "submission": _fields("transaction"),
        "answer": _fields("transaction"),
        "combined_answer": _fields("outcome text coverage policy_version"),
        "correction": _fields(_CORRECTION),
        **_KEEPING,
    },
    # Of the second repository it learns the outcome and a reference: no biographics, no encounter.
    "criminal": {
        "submission": _fields("transaction"),
        "search": frozenset(),
        "adjudicated": _fields("subject"),
        "identify_answer": _fields("outcome coverage policy_version reference reason"),
        "iaq_acknowledgement": _fields("case"),
        "iar": _fields("case determination officer note research answered wanted missing"),
        "correction": _fields(_CORRECTION),
        **_KEEPING,
    },
    # Prints and where they were taken: no name, no birth, no charge, no conviction.
    "immigration": {
        "identify_request": _fields("ori prints activation_version"),
        "adjudicated": _fields("subject"),
        "correction": _fields("kind about text"),
        **_KEEPING,
    },
    "enforcement": {
        "match_notice": _fields("ori reference score decided_by policy_version encounters disagreements"),
        "iaq": _fields(
            "ori county purpose name date_of_birth sex place_of_birth in_custody charges offence_code fbi_number sid "
            "reference convictions dispositions_missing disagreements"
        ),
        "detainer_acknowledgement": _fields("case of served request"),
        "custody": _fields("event at hold_hours"),
        "citizenship_claim": _fields("channel statement"),
        "correction": _fields(f"{_CORRECTION} convictions encounters"),
        **_KEEPING,
    },
}
# Purposes for which a role is told anything at all; None: all. Applicants are no matter of the second repository or of
# the enforcement agency.
PURPOSES: dict[str, frozenset[str] | None] = {
    "booking": None,
    "state": None,
    "criminal": None,
    "immigration": frozenset({"criminal"}),
    "enforcement": frozenset({"criminal"}),
}


def minimise(kind: str, receiver_role: str, purpose: str, body: T) -> T:
    """Return a message as its receiver may have it: what may be left out and is not for this receiver, is.

    Raises:
        RefusedError: the receiver may not be told this at all, not for this purpose, or not without a field that the
            message must have.
    """
    left_out = _left_out(kind, receiver_role, purpose, type(body))
    return msgspec.structs.replace(body, **left_out) if left_out else body


def fields_told(kind: str, receiver_role: str, purpose: str, body: msgspec.Struct) -> tuple[str, ...]:
    """Return the names of the fields that are left of a message, for the accounting of disclosures."""
    left_out = _left_out(kind, receiver_role, purpose, type(body))
    return tuple(field for field in body.__struct_fields__ if field not in left_out)


@functools.lru_cache(maxsize=1024)
def _left_out(kind: str, receiver_role: str, purpose: str, body: type[msgspec.Struct]) -> dict[str, object]:
    """Return the values that stand in the place of what the receiver is not told."""
    purposes = PURPOSES[receiver_role]
    if purposes is not None and purpose not in purposes and kind not in KEEPING:
        raise RefusedError(f"the {receiver_role} role is told nothing for the purpose {purpose!r}", where=kind)
    allowed = RECEIVES[receiver_role].get(kind)
    if allowed is None:
        raise RefusedError(f"the {receiver_role} role is not sent {kind!r}", where=kind)
    left_out: dict[str, object] = {}
    for field, default in zip(body.__struct_fields__, _defaults(body), strict=True):
        if field in allowed:
            continue
        if default is msgspec.NODEFAULT:
            raise RefusedError(f"the {receiver_role} role may not get the field {field!r}", where=kind)
        left_out[field] = default
    return left_out


def _defaults(body: type[msgspec.Struct]) -> list[object]:
    """Return each field's default, `NODEFAULT` where it must be given."""
    given = body.__struct_defaults__
    missing: list[object] = [msgspec.NODEFAULT] * (len(body.__struct_fields__) - len(given))
    return missing + list(given)
