"""What is counted, as a table: every figure's source, the events that count, and what is included, in words."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Definition:
    """What a figure counts.

    Attributes:
        name: key.
        role: at whose journal it is counted.
        machine, event: the transition that is counted, once for each key: the first of these events.
        words: what is included, in words.
        title: a heading.
        start: the event from which a duration is measured up to the counted one; empty where none is.
    """

    name: str
    role: str
    machine: str
    event: tuple[str, ...]
    words: str
    title: str = ""
    start: str = ""


DEFINITIONS = (
    Definition(
        "submissions", "booking", "submission", ("submit",), "transactions that a booking agency sent", "Submissions"
    ),
    Definition(
        "answered",
        "booking",
        "submission",
        ("answer", "reject"),
        "of them those with an SRE or ERRT",
        "Answered",
        start="submit",
    ),
    Definition("rejected", "booking", "submission", ("reject",), "of the answered those with an ERRT", "Rejected"),
    Definition(
        "criminal_hits",
        "criminal",
        "submission",
        ("identify",),
        "identified in the criminal master file",
        "Identified in the criminal file",
    ),
    Definition(
        "second_searches",
        "immigration",
        "second_search",
        ("receive",),
        "searched in the second repository",
        "Searched in the second repository",
    ),
    Definition(
        "immigration_hits",
        "immigration",
        "second_search",
        ("match",),
        "matched in the second repository",
        "Matched in the second repository",
    ),
    Definition(
        "second_answers",
        "criminal",
        "second_search",
        ("match", "no_match", "fail"),
        "answers of the second repository that reached the criminal repository",
        "Answers of the second repository",
        start="ask",
    ),
    Definition(
        "notices",
        "criminal",
        "second_search",
        ("acknowledge",),
        "queries that enforcement acknowledged",
        "Queries to enforcement",
    ),
    Definition("cases", "enforcement", "case", ("open",), "cases opened at enforcement", "Cases opened"),
    Definition(
        "determined", "enforcement", "case", ("determine",), "cases on which an officer determined", "Cases determined"
    ),
    Definition(
        "requests",
        "enforcement",
        "case",
        ("confirm_request",),
        "requests of a jail that a supervisor confirmed",
        "Cases with a request of the jail",
    ),
    Definition("claims", "enforcement", "case", ("claim",), "cases with a claim to citizenship", "Cases with a claim"),
    Definition(
        "citizens",
        "enforcement",
        "case",
        ("citizen",),
        "claims that were confirmed; no request stands",
        "Confirmed citizens",
    ),
)

# Counted as they happen and kept in cells; all else is few and is counted when it is asked for.
KEPT = tuple(entry for entry in DEFINITIONS if entry.role != "enforcement")


def kept_at(role: str) -> tuple[Definition, ...]:
    """Return the figures whose counts a role's database keeps."""
    return tuple(entry for entry in KEPT if entry.role == role)


def digest_of(definitions: tuple[Definition, ...], extra: str = "") -> str:
    """Return a digest of what definitions count; where it changes, counts are made anew."""
    return digest_of_text([*(repr(replace(entry, words="", title="")) for entry in definitions), extra])


def digest_of_text(parts: Sequence[str]) -> str:
    """Return the SHA-256 over some texts."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
