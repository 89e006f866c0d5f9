"""How an agency delivers: each partner's messages as one batch; what arrived is marked in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tenprint.agency.failure import failed
from tenprint.exchange import outbox, telemetry

if TYPE_CHECKING:
    from tenprint.agency.base import Agency


def deliver(agency: Agency, receiver: str | None) -> int:
    """Deliver what waits, to one partner or to all; return how many messages arrived."""
    with telemetry.stage("claim to deliver"), agency.database.write(durable=False) as connection:
        waiting = outbox.claim(connection, agency.vault, agency.clock.now(), receiver=receiver)
    groups: dict[str, list[outbox.Delivery]] = {}
    for delivery in waiting:
        groups.setdefault(delivery.receiver, []).append(delivery)
    return sum(_hand_over(agency, name, group) for name, group in groups.items())


def _hand_over(agency: Agency, receiver: str, group: Sequence[outbox.Delivery]) -> int:
    errors = _try(agency, receiver, [delivery.data for delivery in group])
    arrived = [delivery.sequence for delivery, error in zip(group, errors, strict=True) if error is None]
    if arrived:
        # Not durable by itself: what is delivered again after a loss of power, the receiver's inbox drops.
        with telemetry.stage("mark sent"), agency.database.write(durable=False) as connection:
            outbox.sent(connection, arrived, agency.clock.now())
    for delivery, error in zip(group, errors, strict=True):
        telemetry.delivered.labels(agency.name, "failed" if error else "arrived").inc()
        if error:
            failed(agency, outbox.failed, delivery.sequence, delivery.attempts, error)
    return len(arrived)


def _try(agency: Agency, receiver: str, batch: Sequence[bytes]) -> list[Exception | None]:
    try:
        if receiver == agency.name:  # a note to itself needs no network
            return agency.receive_many(batch)
        with telemetry.stage("deliver"):
            return agency.transport.deliver_many(receiver, batch)
    except Exception as error:  # the receiver's database is away, say: all are tried again
        return [error] * len(batch)
