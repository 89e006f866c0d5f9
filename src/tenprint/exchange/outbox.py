"""The outbox: what must be delivered, written in the same transaction as what caused it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, exists, insert, select, update

from tenprint.exchange.envelope import Envelope
from tenprint.exchange.inbox import backoff, claimable
from tenprint.exchange.parameters import DELIVERIES, LEASE_SECONDS, MAXIMUM_ATTEMPTS
from tenprint.exchange.tables import outbox
from tenprint.storage import Vault


class Delivery(NamedTuple):
    """A claimed row: what to deliver to whom."""

    sequence: int
    receiver: str
    data: bytes
    attempts: int


def put(connection: Connection, vault: Vault, envelope: Envelope, signed: bytes, now: datetime) -> bool:
    """Write a message to be delivered; False when the same one is there already (a repeated step)."""
    known = connection.scalar(select(outbox.c.sequence).where(outbox.c.message_id == envelope.id))
    if known is not None:
        return False
    connection.execute(
        insert(outbox).values(
            receiver=envelope.receiver,
            message_id=envelope.id,
            type=envelope.type,
            correlation=envelope.correlation,
            causation=envelope.causation,
            purpose=envelope.purpose,
            priority=envelope.priority,
            state="waiting",
            attempts=0,
            available_at=now,
            created_at=now,
            data=vault.seal(connection, envelope.correlation, signed, context="outbox"),
        )
    )
    return True


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
    earlier = outbox.alias()
    blocked = exists().where(
        earlier.c.correlation == outbox.c.correlation,
        earlier.c.receiver == outbox.c.receiver,
        earlier.c.state == "waiting",
        earlier.c.sequence < outbox.c.sequence,
    )
    rows = connection.execute(
        select(outbox.c.sequence, outbox.c.receiver, outbox.c.data, outbox.c.correlation, outbox.c.attempts)
        .where(
            claimable(outbox, now),
            ~blocked,
            *([] if receiver is None else [outbox.c.receiver == receiver]),
        )
        .order_by(outbox.c.priority, outbox.c.sequence)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    if rows:
        connection.execute(
            update(outbox)
            .where(outbox.c.sequence.in_([row.sequence for row in rows]))
            .values(lease_until=now + timedelta(seconds=LEASE_SECONDS), attempts=outbox.c.attempts + 1)
        )
    result = []
    for row in rows:
        data = vault.open(connection, row.correlation, row.data, context="outbox")
        if data is None:
            connection.execute(
                update(outbox).where(outbox.c.sequence == row.sequence).values(state="expunged", finished_at=now)
            )
        else:
            result.append(Delivery(row.sequence, row.receiver, data, row.attempts))
    return result


def sent(connection: Connection, sequences: Sequence[int], now: datetime) -> None:
    """Mark as delivered: the receiver said that they are durable there."""
    connection.execute(
        update(outbox)
        .where(outbox.c.sequence.in_(sequences), outbox.c.state == "waiting")
        .values(state="sent", finished_at=now, lease_until=None, error=None)
    )


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
