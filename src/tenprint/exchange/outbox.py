"""The outbox: what must be delivered, written in the same transaction as what caused it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Integer, bindparam, exists, null, select, update

from tenprint.exchange.envelope import Envelope
from tenprint.exchange.inbox import backoff, claimable, moments, waiting
from tenprint.exchange.parameters import DELIVERIES, LEASE_SECONDS, MAXIMUM_ATTEMPTS
from tenprint.exchange.tables import outbox
from tenprint.storage import Vault, scratch
from tenprint.storage.prepared import Prepared


class Delivery(NamedTuple):
    """A claimed row: what to deliver to whom."""

    sequence: int
    receiver: str
    data: bytes
    attempts: int


_ADD = Prepared.insert(
    outbox,
    "receiver message_id type correlation causation purpose priority state attempts available_at created_at data",
    unless_there=True,
)


def put(connection: Connection, vault: Vault, envelope: Envelope, signed: bytes, now: datetime) -> None:
    """Write a message to be delivered; where the same one is there already (a repeated step), it stays as it is."""
    data = vault.seal(connection, envelope.correlation, signed, context="outbox")
    row = {"receiver": envelope.receiver} | waiting(envelope, data, now)
    scratch.later(connection, "outbox", _ADD, row)


def _next(*conditions: ColumnElement[bool]) -> Prepared:
    earlier = outbox.alias()
    blocked = exists().where(
        earlier.c.correlation == outbox.c.correlation,
        earlier.c.receiver == outbox.c.receiver,
        earlier.c.state == "waiting",
        earlier.c.sequence < outbox.c.sequence,
    )
    return Prepared(
        select(outbox.c.sequence, outbox.c.receiver, outbox.c.data, outbox.c.correlation, outbox.c.attempts)
        .where(claimable(outbox), ~blocked, *conditions)
        .order_by(outbox.c.priority, outbox.c.sequence)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
    )


_NEXT, _NEXT_TO = _next(), _next(outbox.c.receiver == bindparam("receiver"))
_LEASE = Prepared(
    update(outbox)
    .where(outbox.c.sequence == bindparam("of"))
    .values(lease_until=bindparam("until"), attempts=outbox.c.attempts + 1)
)
_EXPUNGED = Prepared(
    update(outbox)
    .where(outbox.c.sequence == bindparam("of"))
    .values(state="expunged", finished_at=bindparam("at"), lease_until=null())
)
_SENT = Prepared(
    update(outbox)
    .where(outbox.c.sequence == bindparam("of"), outbox.c.state == "waiting")
    .values(state="sent", finished_at=bindparam("at"), lease_until=null(), error=null())
)


def claim(
    connection: Connection, vault: Vault, now: datetime, *, limit: int = DELIVERIES, receiver: str | None = None
) -> list[Delivery]:
    """Lease the next messages to deliver, the most urgent first, in order within a correlation and receiver.

    Args:
        connection, vault: of the agency.
        now: the time.
        limit: how many at most.
        receiver: only messages to this partner; None: to all.
    """
    values = {**moments(now), "most": limit}
    rows = (
        _NEXT.rows(connection, **values) if receiver is None else _NEXT_TO.rows(connection, **values, receiver=receiver)
    )
    if not rows:
        return []
    until = now + timedelta(seconds=LEASE_SECONDS)
    _LEASE.run(connection, [{"of": row[0], "until": until} for row in rows])
    vault.fetch(connection, [row[3] for row in rows])
    result = []
    for sequence, to, sealed, correlation, attempts in rows:
        data = vault.open(connection, correlation, sealed, context="outbox")
        if data is None:
            _EXPUNGED.run(connection, [{"of": sequence, "at": now}])
        else:
            result.append(Delivery(sequence, to, data, attempts))
    return result


def sent(connection: Connection, sequences: Sequence[int], now: datetime) -> None:
    """Mark as delivered: the receiver said that they are durable there."""
    _SENT.run(connection, [{"of": sequence, "at": now} for sequence in sequences])


def failed(
    connection: Connection, sequence: int, now: datetime, attempts: int, error: str, *, final: bool | None
) -> bool:
    """Put back with back-off, or among the dead; True when dead. `final` as in `inbox.fail`."""
    dead = bool(final) or (final is False and attempts + 1 >= MAXIMUM_ATTEMPTS)
    connection.execute(
        update(outbox)
        .where(outbox.c.sequence == sequence, outbox.c.state == "waiting")
        .values(
            state="dead" if dead else "waiting",
            available_at=now + backoff(attempts),
            lease_until=None,
            error=error,
            finished_at=now if dead else None,
        )
    )
    return dead


def withdraw(connection: Connection, message_id: str, now: datetime) -> bool:
    """Take a message back that waits; True only where it is certain that it never left.

    One that a delivery had claimed is not tried again, but it may have arrived: its sender has to tell the receiver.
    """
    row = connection.execute(
        select(outbox.c.state, outbox.c.attempts).where(outbox.c.message_id == message_id).with_for_update()
    ).first()
    if row is None or row.state not in ("waiting", "dead"):
        return False
    connection.execute(
        update(outbox)
        .where(outbox.c.message_id == message_id)
        .values(state="withdrawn", finished_at=now, lease_until=None)
    )
    return bool(row.attempts == 0)
