"""Whether the audit log in the database is whole: its last signed checkpoint, and the entries since."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, select

from tenprint.accountability import checkpoint
from tenprint.accountability.audit import GENESIS, audit, audit_head, chain, entries
from tenprint.accountability.checkpoint import audit_checkpoint
from tenprint.accountability.signing import is_valid
from tenprint.errors import CorruptionError

MOST = 2000  # entries since the checkpoint that are checked at each look; the whole log is checked on demand


class State(NamedTuple):
    """How the log stands.

    Attributes:
        entries: how many it has, as its head says.
        signed: how many of them the last checkpoint covers; None where there is none.
        signed_at: when it was signed.
        checked: how many of the newest entries were checked against the chain for this.
        problem: what does not fit; empty where everything does.
    """

    entries: int
    signed: int | None
    signed_at: datetime | None
    checked: int
    problem: str


def state_of(connection: Connection, agency: str, key: Ed25519PublicKey | None) -> State:
    """Check the last checkpoint's signature, its place in the chain, and the newest entries up to the head.

    Args:
        connection: to read by.
        agency: whose log it is; the signature covers the name.
        key: of the agency's audit key; without it no signature is checked, and that is said.
    """
    head = connection.execute(select(audit_head.c.sequence, audit_head.c.hash)).first()
    top, last_hash = (head.sequence, head.hash) if head else (0, GENESIS)
    mark = connection.execute(select(audit_checkpoint).order_by(audit_checkpoint.c.sequence.desc()).limit(1)).first()
    problems = []
    if mark is not None:
        text = checkpoint.message(agency, mark.sequence, mark.hash, mark.at.isoformat())
        if key is None:
            problems.append("there is no key to check the checkpoint's signature")
        elif not is_valid(key, text, mark.signature):
            problems.append(f"the signature of the checkpoint at {mark.sequence} does not match")
        if mark.sequence > top or _hash(connection, mark.sequence) != mark.hash:
            problems.append(f"the log does not pass through the checkpoint at {mark.sequence}")
    start = max(mark.sequence if mark is not None else 0, top - MOST)
    checked, broken = _walk(connection, start, top, last_hash)
    if broken:
        problems.append(broken)
    return State(top, mark.sequence if mark else None, mark.at if mark else None, checked, "; ".join(problems))


def whole(connection: Connection) -> tuple[int, str]:
    """Check every entry from the first one; return how many fit, and what does not."""
    number = 0
    try:
        for _ in entries(connection):
            number += 1
    except CorruptionError as error:
        return number, str(error)
    return number, ""


def _walk(connection: Connection, start: int, top: int, last: str) -> tuple[int, str]:
    """Follow the chain from the entry after `start` to the head; return how many fit, and what does not."""
    previous, expected = _hash(connection, start), start + 1
    rows = connection.execute(select(audit).where(audit.c.sequence > start).order_by(audit.c.sequence))
    for row in rows:
        if row.sequence != expected or previous is None or chain(previous, row.entry) != row.hash:
            return expected - start - 1, f"the chain is broken at entry {expected}"
        previous, expected = row.hash, expected + 1
    if (expected - 1, previous) != (top, last):
        return expected - start - 1, f"the log ends at entry {expected - 1}, and its head says {top}"
    return expected - start - 1, ""


def _hash(connection: Connection, sequence: int) -> str | None:
    if sequence == 0:
        return GENESIS
    return connection.scalar(select(audit.c.hash).where(audit.c.sequence == sequence))
