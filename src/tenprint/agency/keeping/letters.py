"""Letters of the public: received without an account, answered by a redress officer, read with the reference alone.

A claim to citizenship that names its case stops the case at once, as from any other channel.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Row, func, insert, select, update

from tenprint.accountability.letters import letter
from tenprint.agency.claims import claim_in_letter
from tenprint.errors import RefusedError, UnavailableError, UsageError
from tenprint.exchange.unit import Unit

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U, which are misread
REFERENCE_LENGTH = 16  # 80 bits: nobody finds another person's
MOST_WAITING = 10_000  # letters without an answer; beyond it the form says so
LONGEST = 4000  # characters
PUBLIC = "public"  # the actor of a letter: nobody who is known


class Kind(StrEnum):
    """What a letter is about."""

    CITIZENSHIP = "citizenship"
    ACCESS = "access"
    CORRECTION = "correction"
    DISAGREEMENT = "disagreement"
    COMPLAINT = "complaint"


class Content(msgspec.Struct, frozen=True):
    """What was written."""

    name: str
    born: str
    booking: str
    text: str
    contact: str


class Letter(msgspec.Struct, frozen=True):
    """A letter as an officer, or its writer, sees it; content and answer are None where they were expunged."""

    short: str
    kind: str
    received_at: datetime
    taken_by: str | None
    taken_at: datetime | None
    answered_by: str | None
    answered_at: datetime | None
    correlation: str | None
    content: Content | None
    answer: str | None


def receive(unit: Unit, kind: Kind, content: Content) -> str:
    """Keep a letter; return its reference, which is told once and kept nowhere.

    Raises:
        UsageError: nothing is written, or too much.
        UnavailableError: too many letters wait for an answer.
    """
    if not content.text.strip() or not content.name.strip():
        raise UsageError("a letter needs a name and what you want to say", remedy="Fill in both and send it again.")
    if sum(len(part) for part in msgspec.structs.astuple(content)) > LONGEST:
        raise UsageError(f"a letter has at most {LONGEST} characters", remedy="Say it shorter.")
    waiting = select(func.count()).select_from(letter).where(letter.c.answered_at.is_(None))
    if int(unit.connection.scalar(waiting) or 0) >= MOST_WAITING:
        raise UnavailableError("too many letters wait for an answer", remedy="Write on paper, or try again later.")
    reference = "".join(secrets.choice(ALPHABET) for _ in range(REFERENCE_LENGTH))
    short = "".join(secrets.choice(ALPHABET) for _ in range(6))
    holder = f"letter:{short}"
    unit.connection.execute(
        insert(letter).values(
            reference_digest=_digest(reference),
            short=short,
            kind=str(kind),
            received_at=unit.now,
            holder=holder,
            content=unit.seal(holder, content, context="letter"),
        )
    )
    unit.audit("redress:letter", short, purpose="redress", outcome=str(kind))
    named = content.booking.strip()
    if kind is Kind.CITIZENSHIP and named:
        claim_in_letter(unit, named, content.text)  # where it names nothing on record, an officer finds it
    return "-".join(reference[i : i + 4] for i in range(0, REFERENCE_LENGTH, 4))


def answer_of(unit: Unit, reference: str) -> Letter:
    """Return a letter to the person who has its reference.

    Raises:
        UsageError: there is no such letter.
    """
    plain = "".join(c for c in reference.upper() if c.isalnum()).replace("O", "0").replace("I", "1").replace("L", "1")
    row = unit.connection.execute(select(letter).where(letter.c.reference_digest == _digest(plain))).first()
    if row is None:
        raise UsageError("there is no letter with this reference", remedy="Look at every sign of it, and try again.")
    unit.audit("redress:follow", row.short, purpose="redress")
    return _open(unit, row)


def waiting(unit: Unit) -> list[Letter]:
    """Return the letters, without what is written in them: those without an answer first, oldest first.

    Raises:
        NotAuthorisedError: not a redress officer.
    """
    session = unit.permit("redress:access", "letters")
    unit.audit("redress:access", "letters", purpose=session.purpose)
    rows = unit.connection.execute(
        select(letter).order_by(letter.c.answered_at.is_not(None), letter.c.received_at).limit(200)
    ).all()
    return [msgspec.structs.replace(_open(unit, row), content=None, answer=None) for row in rows]


def read(unit: Unit, short: str) -> Letter:
    """Return a letter; the look is audited, and whoever looks first has taken it.

    Raises:
        UsageError: there is no such letter.
        NotAuthorisedError: not a redress officer.
    """
    row = _find(unit, short)
    session = unit.permit("redress:access", short)
    unit.audit("redress:access", short, purpose=session.purpose)
    if row.taken_by is None:
        taken = update(letter).where(letter.c.short == short).values(taken_by=unit.actor, taken_at=unit.now)
        unit.connection.execute(taken)
        row = _find(unit, short)
    return _open(unit, row)


def answer(unit: Unit, short: str, text: str) -> None:
    """Answer a letter; the writer reads it with the reference.

    Raises:
        UsageError: no such letter, or no answer.
        RefusedError: it was answered before.
        NotAuthorisedError: not a redress officer.
    """
    row = _find(unit, short)
    unit.permit("redress:notice", short)
    if not text.strip():
        raise UsageError("an answer says something")
    if row.answered_at is not None:
        raise RefusedError("this letter was answered before", where=short)
    unit.connection.execute(
        update(letter)
        .where(letter.c.short == short)
        .values(
            answered_by=unit.actor,
            answered_at=unit.now,
            answer=unit.seal(row.holder, text, context="letter answer"),
        )
    )
    unit.audit("redress:notice", short, purpose="redress")


def join(unit: Unit, short: str, correlation: str) -> None:
    """Say to which booking a letter belongs: from then on it is kept, and expunged, with the booking.

    Raises:
        UsageError: no such letter, or it was expunged.
        NotAuthorisedError: not a redress officer.
    """
    row = _find(unit, short)
    unit.permit("redress:access", short)
    content = unit.unseal(row.holder, row.content, Content, context="letter")
    if content is None:
        raise UsageError("what was written is gone", where=short)
    said = unit.unseal(row.holder, row.answer, str, context="letter answer")
    unit.connection.execute(
        update(letter)
        .where(letter.c.short == short)
        .values(
            correlation=correlation,
            holder=correlation,
            content=unit.seal(correlation, content, context="letter"),
            answer=None if said is None else unit.seal(correlation, said, context="letter answer"),
        )
    )
    unit.audit("redress:join", short, purpose="redress", outcome="joined to a booking")


def _find(unit: Unit, short: str) -> Row[Any]:
    row = unit.connection.execute(select(letter).where(letter.c.short == short)).first()
    if row is None:
        raise UsageError(f"there is no letter {short}")
    return row


def _open(unit: Unit, row: Row[Any]) -> Letter:
    return Letter(
        short=row.short,
        kind=row.kind,
        received_at=row.received_at,
        taken_by=row.taken_by,
        taken_at=row.taken_at,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
        correlation=row.correlation,
        content=unit.unseal(row.holder, row.content, Content, context="letter"),
        answer=unit.unseal(row.holder, row.answer, str, context="letter answer"),
    )


def _digest(reference: str) -> str:
    return hashlib.sha256(reference.encode()).hexdigest()
