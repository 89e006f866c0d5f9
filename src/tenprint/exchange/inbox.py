"""The inbox: whatever arrived once is here once, and is worked on until it is done or dead."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, and_, exists, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from tenprint.errors import ConflictError
from tenprint.exchange.envelope import Envelope, encode
from tenprint.exchange.parameters import (
    FIRST_BACKOFF_SECONDS,
    JITTER,
    LAST_BACKOFF_SECONDS,
    LEASE_SECONDS,
    MAXIMUM_ATTEMPTS,
)
from tenprint.exchange.tables import inbox
from tenprint.storage import Vault


class Work(NamedTuple):
    """A claimed row: its sequence number, the message, and how often it was tried before."""

    sequence: int
    envelope: bytes
    attempts: int


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after this many failures: doubling, capped, shortened by a random part."""
    longest = min(FIRST_BACKOFF_SECONDS * 2 ** min(attempts, 30), LAST_BACKOFF_SECONDS)
    return timedelta(seconds=longest * random.uniform(1 - JITTER, 1))


def claimable(table: Table, now: datetime) -> ColumnElement[bool]:
    """Return the condition under which a waiting row may be claimed: its time has come and nobody holds it.

    A moment further ahead than any back-off or lease can be was written before the clock was set back: it does not
    count, or the row would wait until the clock is there again.
    """
    due, lease = table.c.available_at, table.c.lease_until
    return and_(
        table.c.state == "waiting",
        or_(due <= now, due > now + timedelta(seconds=LAST_BACKOFF_SECONDS)),
        or_(lease.is_(None), lease < now, lease > now + timedelta(seconds=LEASE_SECONDS)),
    )


def accept(connection: Connection, vault: Vault, envelope: Envelope, now: datetime) -> bool:
    """Put a checked message into the inbox; True when it is new, False when it was here before.

    Raises:
        ConflictError: another message of the same sender has this identifier.
    """
    digest = envelope.digest()
    key = and_(inbox.c.sender == envelope.sender, inbox.c.message_id == envelope.id)
    known = connection.scalar(select(inbox.c.digest).where(key))
    if known is None:
        data = vault.seal(connection, envelope.correlation, encode(envelope), context="inbox")
        try:
            with connection.begin_nested():
                connection.execute(
                    insert(inbox).values(
                        sender=envelope.sender,
                        message_id=envelope.id,
                        digest=digest,
                        type=envelope.type,
                        correlation=envelope.correlation,
                        causation=envelope.causation,
                        purpose=envelope.purpose,
                        priority=envelope.priority,
                        state="waiting",
                        attempts=0,
                        available_at=now,
                        created_at=now,
                        data=data,
                    )
                )
            return True
        except IntegrityError:  # another worker accepted the same message in this moment
            known = connection.scalar(select(inbox.c.digest).where(key))
    if known != digest:
        raise ConflictError(
            f"message {envelope.id} of {envelope.sender} arrived before with other content",
            where="inbox",
            remedy="The first one stands; the second is kept as evidence.",
        )
    return False


def claim(
    connection: Connection, vault: Vault, now: datetime, *, oldest_first: bool = False, limit: int = 1
) -> list[Work]:
    """Lease the next messages: the most urgent ones whose correlation has no earlier message still waiting.

    Args:
        connection, vault: of the agency.
        now: the time.
        oldest_first: leave urgency aside this time, so that nothing waits for ever.
        limit: how many at most; no two of one correlation.
    """
    earlier = inbox.alias()
    blocked = exists().where(
        earlier.c.correlation == inbox.c.correlation,
        earlier.c.state == "waiting",
        earlier.c.sequence < inbox.c.sequence,
    )
    rows = connection.execute(
        select(inbox.c.sequence, inbox.c.data, inbox.c.correlation, inbox.c.attempts)
        .where(
            claimable(inbox, now),
            ~blocked,
        )
        .order_by(*([] if oldest_first else [inbox.c.priority]), inbox.c.sequence)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    if not rows:
        return []
    connection.execute(
        update(inbox)
        .where(inbox.c.sequence.in_([row.sequence for row in rows]))
        .values(lease_until=now + timedelta(seconds=LEASE_SECONDS), attempts=inbox.c.attempts + 1)
    )
    found = []
    for row in rows:
        data = vault.open(connection, row.correlation, row.data, context="inbox")
        if data is None:  # expunged while it waited
            finish(connection, row.sequence, now, state="expunged")
        else:
            found.append(Work(row.sequence, data, row.attempts))
    return found or claim(connection, vault, now, oldest_first=oldest_first, limit=limit)


def finish(connection: Connection, sequence: int, now: datetime, *, state: str = "done") -> None:
    """Mark a message as worked off; in the same transaction as its effects.

    Raises:
        ConflictError: another worker, to whom the lease had passed, was done with it before; nothing may be done twice.
    """
    changed = connection.execute(
        update(inbox)
        .where(inbox.c.sequence == sequence, inbox.c.state == "waiting")
        .values(state=state, finished_at=now, lease_until=None, error=None)
    )
    if changed.rowcount != 1:
        raise ConflictError(f"message {sequence} was worked off by another worker", where="inbox")


def fail(
    connection: Connection, sequence: int, now: datetime, attempts: int, error: str, *, final: bool | None
) -> bool:
    """Put a failed message back with back-off, or among the dead; True when dead.

    Args:
        connection, sequence, now, attempts, error: of the failed try.
        final: True: it can never succeed; None: the fault is elsewhere and passes; False: after the last try it is
            dead.
    """
    dead = bool(final) or (final is False and attempts + 1 >= MAXIMUM_ATTEMPTS)
    connection.execute(
        update(inbox)
        .where(inbox.c.sequence == sequence, inbox.c.state == "waiting")
        .values(
            state="dead" if dead else "waiting",
            available_at=now + backoff(attempts),
            lease_until=None,
            error=error,
            finished_at=now if dead else None,
        )
    )
    return dead
