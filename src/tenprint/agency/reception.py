"""How an agency takes messages in: checked, stored durably in one transaction, or kept as evidence and refused."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Connection, func, insert, select

from tenprint.agency.bells import INBOX
from tenprint.errors import InputError, RefusedError, UnavailableError
from tenprint.exchange import inbox, telemetry
from tenprint.exchange.envelope import Envelope
from tenprint.exchange.parameters import MOST_WAITING, URGENT_PRIORITY
from tenprint.exchange.tables import evidence
from tenprint.exchange.tables import inbox as inbox_table

if TYPE_CHECKING:
    from tenprint.agency.base import Agency

log = structlog.get_logger()


def receive(agency: Agency, batch: Sequence[bytes]) -> list[Exception | None]:
    """Accept messages; return for each why it was not accepted, or None where it is durable here now."""
    now = agency.clock.now()
    checked = [_check(agency, data, now) for data in batch]
    found: list[Exception | None] = [one if isinstance(one, Exception) else None for one in checked]
    envelopes = {number: one for number, one in enumerate(checked) if isinstance(one, Envelope)}
    if envelopes:
        try:
            with telemetry.stage("accept"), agency.database.write() as connection:
                room = _room(connection)
                for number, envelope in envelopes.items():
                    room, found[number] = _accept(agency, connection, envelope, now, room)
        except RefusedError as conflict:  # one of them is in conflict with an earlier one: each by itself
            if len(batch) > 1:
                return [receive(agency, [data])[0] for data in batch]
            found = [conflict]
    for data, error in zip(batch, found, strict=True):
        refused = isinstance(error, RefusedError | InputError)
        outcome = "refused" if refused else "pressed back" if error else "accepted"
        telemetry.received.labels(agency.name, outcome).inc()
        if refused:
            keep_evidence(agency, data, str(error))
    agency.bells.ring(INBOX)
    return found


def _check(agency: Agency, data: bytes, now: datetime) -> Envelope | Exception:
    try:
        return agency.partners.accept(data, agency.name, now)
    except (RefusedError, InputError) as error:
        return error


def _room(connection: Connection) -> int:
    """Return how many messages that are not urgent may still be taken in."""
    waiting = select(inbox_table.c.sequence).where(inbox_table.c.state == "waiting").limit(MOST_WAITING + 1)
    return MOST_WAITING - int(connection.scalar(select(func.count()).select_from(waiting.subquery())) or 0)


def _accept(
    agency: Agency, connection: Connection, envelope: Envelope, now: datetime, room: int
) -> tuple[int, Exception | None]:
    """Store one; return the room that is left, and the error where there is none."""
    if room <= 0 and envelope.priority > URGENT_PRIORITY:
        words = f"{agency.name} has at least {MOST_WAITING} messages waiting"
        return room, UnavailableError(words, remedy="Try again later.")
    return room - inbox.accept(connection, agency.vault, envelope, now), None


def keep_evidence(agency: Agency, data: bytes, reason: str) -> None:
    """Keep what was refused, sealed, with the reason; the watch raises an alarm."""
    digest = hashlib.sha256(data).hexdigest()
    with agency.unit(cause=digest[:32], actor="system") as unit:
        unit.connection.execute(
            insert(evidence).values(
                received_at=unit.now,
                sender=None,
                reason=reason,
                digest=digest,
                data=agency.vault.seal(unit.connection, f"evidence:{digest[:64]}", data, context="evidence"),
            )
        )
        unit.audit("message:refused", digest, purpose="security", outcome="refused")
    log.error("message refused", agency=agency.name, reason=reason, digest=digest)
