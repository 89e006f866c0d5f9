"""The inbox: whatever arrived once is here once, and is worked on until it is done or dead."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Integer, Table, and_, bindparam, exists, null, or_, select, update

from tenprint.errors import ConflictError, RepeatedError
from tenprint.exchange.envelope import Envelope
from tenprint.exchange.parameters import (
    FIRST_BACKOFF_SECONDS,
    JITTER,
    LAST_BACKOFF_SECONDS,
    LEASE_SECONDS,
    MAXIMUM_ATTEMPTS,
    REPEAT_SECONDS,
)
from tenprint.exchange.partners import Arrival
from tenprint.exchange.tables import inbox
from tenprint.storage import Vault
from tenprint.storage.prepared import Prepared, PreparedList


class Work(NamedTuple):
    """A claimed row: its sequence number, the message, and how often it was tried before."""

    sequence: int
    envelope: bytes
    attempts: int


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after this many failures: doubling, capped, shortened by a random part."""
    longest = min(FIRST_BACKOFF_SECONDS * 2 ** min(attempts, 30), LAST_BACKOFF_SECONDS)
    return timedelta(seconds=longest * random.uniform(1 - JITTER, 1))


def claimable(table: Table) -> ColumnElement[bool]:
    """Return the condition under which a waiting row may be claimed: its time has come and nobody holds it.

    A moment further ahead than any back-off or lease can be was written before the clock was set back: it does not
    count, or the row would wait until the clock is there again. Parameters: `moments(now)`.
    """
    due, lease = table.c.available_at, table.c.lease_until
    now = bindparam("now", type_=due.type)
    return and_(
        table.c.state == "waiting",
        or_(due <= now, due > bindparam("latest", type_=due.type)),
        or_(lease.is_(None), lease < now, lease > bindparam("longest", type_=due.type)),
    )


def moments(now: datetime) -> dict[str, datetime]:
    """Return the parameters of `claimable`."""
    return {
        "now": now,
        "latest": now + timedelta(seconds=LAST_BACKOFF_SECONDS),
        "longest": now + timedelta(seconds=LEASE_SECONDS),
    }


_KNOWN = PreparedList(
    select(inbox.c.message_id, inbox.c.sender, inbox.c.digest, inbox.c.created_at), inbox.c.message_id
)
_ADD = Prepared.insert(
    inbox,
    "sender message_id digest type correlation causation purpose priority state attempts available_at created_at data",
    unless_there=True,
)
_FINISH = Prepared(
    update(inbox)
    .where(inbox.c.sequence == bindparam("of"), inbox.c.state == "waiting")
    .values(state=bindparam("to"), finished_at=bindparam("at"), lease_until=null(), error=null())
)


def accept(connection: Connection, vault: Vault, arrivals: Sequence[Arrival], now: datetime) -> list[Exception | None]:
    """Put checked messages into the inbox; return for each why it was not taken, or None where it is here.

    One that was here before changes nothing. A `ConflictError`: another message of the same sender has its identifier.
    A `RepeatedError`: it is the same message, so much later that its sender's not having been told does not explain it.
    """
    known = _digests(connection, arrivals)
    vault.fetch(connection, [arrival.envelope.correlation for arrival in arrivals])
    rows = []
    for arrival in arrivals:
        key = (arrival.envelope.sender, arrival.envelope.id)
        if key not in known:
            known[key] = (arrival.digest, now)
            rows.append(_row(connection, vault, arrival, now))
    if rows and _ADD.run(connection, rows) != len(rows):  # another worker accepted some of them in this moment
        known = _digests(connection, arrivals)
    return [_conflict(arrival, known, now) for arrival in arrivals]


def _digests(connection: Connection, arrivals: Sequence[Arrival]) -> dict[tuple[str, str], tuple[str, datetime]]:
    found = _KNOWN.rows(connection, [arrival.envelope.id for arrival in arrivals])
    return {(sender, identifier): (digest, at) for identifier, sender, digest, at in found}


def _row(connection: Connection, vault: Vault, arrival: Arrival, now: datetime) -> dict[str, object]:
    envelope = arrival.envelope
    data = vault.seal(connection, envelope.correlation, arrival.data, context="inbox")
    return {"sender": envelope.sender, "digest": arrival.digest} | waiting(envelope, data, now)


def waiting(envelope: Envelope, data: bytes, now: datetime) -> dict[str, object]:
    """Return what a message that waits has in both queues, its sealed bytes with it."""
    return {
        "message_id": envelope.id,
        "type": envelope.type,
        "correlation": envelope.correlation,
        "causation": envelope.causation,
        "purpose": envelope.purpose,
        "priority": envelope.priority,
        "state": "waiting",
        "attempts": 0,
        "available_at": now,
        "created_at": now,
        "data": data,
    }


def _conflict(
    arrival: Arrival, known: Mapping[tuple[str, str], tuple[str, datetime]], now: datetime
) -> ConflictError | RepeatedError | None:
    envelope = arrival.envelope
    digest, since = known[envelope.sender, envelope.id]
    if digest == arrival.digest:
        to_itself = envelope.sender == envelope.receiver
        if to_itself or now - since <= timedelta(seconds=REPEAT_SECONDS):
            return None
        return RepeatedError(
            f"message {envelope.id} of {envelope.sender} is here since {since:%Y-%m-%d %H:%M} and came again",
            where="inbox",
            remedy="It has no second effect. If its sender was not away for so long, somebody else sent it.",
        )
    return ConflictError(
        f"message {envelope.id} of {envelope.sender} arrived before with other content",
        where="inbox",
        remedy="The first one stands; the second is kept as evidence.",
    )


def _next(*, oldest_first: bool) -> Prepared:
    earlier = inbox.alias()
    blocked = exists().where(
        earlier.c.correlation == inbox.c.correlation,
        earlier.c.state == "waiting",
        earlier.c.sequence < inbox.c.sequence,
    )
    return Prepared(
        select(inbox.c.sequence, inbox.c.type, inbox.c.data, inbox.c.correlation, inbox.c.attempts)
        .where(claimable(inbox), ~blocked)
        .order_by(*([] if oldest_first else [inbox.c.priority]), inbox.c.sequence)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
    )


_OLDEST, _URGENT = _next(oldest_first=True), _next(oldest_first=False)
_LEASE = Prepared(
    update(inbox)
    .where(inbox.c.sequence == bindparam("of"))
    .values(lease_until=bindparam("until"), attempts=inbox.c.attempts + 1)
)


def claim(
    connection: Connection,
    vault: Vault,
    now: datetime,
    *,
    oldest_first: bool = False,
    limit: int = 1,
    enough: Callable[[Sequence[str]], int] = len,
) -> list[Work]:
    """Lease the next messages: the most urgent ones whose correlation has no earlier message still waiting.

    Args:
        connection, vault: of the agency.
        now: the time.
        oldest_first: leave urgency aside this time, so that nothing waits for ever.
        limit: how many at most; no two of one correlation.
        enough: of the types of what could be claimed, in order: how many to take.
    """
    statement = _OLDEST if oldest_first else _URGENT
    rows = statement.rows(connection, **moments(now), most=limit)
    rows = rows[: enough([row[1] for row in rows])]
    if not rows:
        return []
    until = now + timedelta(seconds=LEASE_SECONDS)
    _LEASE.run(connection, [{"of": row[0], "until": until} for row in rows])
    vault.fetch(connection, [row[3] for row in rows])
    found = []
    for sequence, _, sealed, correlation, attempts in rows:
        data = vault.open(connection, correlation, sealed, context="inbox")
        if data is None:  # expunged while it waited
            finish(connection, [sequence], now, state="expunged")
        else:
            found.append(Work(sequence, data, attempts))
    return found or claim(connection, vault, now, oldest_first=oldest_first, limit=limit, enough=enough)


def finish(connection: Connection, sequences: Sequence[int], now: datetime, *, state: str = "done") -> None:
    """Mark messages as worked off; in the same transaction as their effects.

    Raises:
        ConflictError: another worker, to whom a lease had passed, was done with one before; nothing may be done twice.
    """
    if _FINISH.run(connection, [{"of": one, "to": state, "at": now} for one in sequences]) != len(sequences):
        raise ConflictError(f"of the messages {sequences} one was worked off by another worker", where="inbox")


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
