"""How an agency takes messages in: checked, stored durably in one transaction, or kept as evidence and refused."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Connection, func, insert, select

from tenprint.agency.bells import INBOX
from tenprint.errors import InputError, RefusedError, RepeatedError, UnavailableError
from tenprint.exchange import inbox, telemetry
from tenprint.exchange.parameters import MOST_WAITING, URGENT_PRIORITY
from tenprint.exchange.partners import Arrival
from tenprint.exchange.tables import evidence
from tenprint.exchange.tables import inbox as inbox_table
from tenprint.storage.prepared import Prepared

if TYPE_CHECKING:
    from tenprint.agency.base import Agency

log = structlog.get_logger()

_NO_ROOM = UnavailableError(f"at least {MOST_WAITING} messages wait there", remedy="Try again later.")
_WAITING = Prepared(
    select(func.count()).select_from(
        select(inbox_table.c.sequence).where(inbox_table.c.state == "waiting").limit(MOST_WAITING + 1).subquery()
    )
)


def receive(agency: Agency, batch: Sequence[bytes]) -> list[Exception | None]:
    """Accept messages; return for each why it was not accepted, or None where it is durable here now."""
    now = agency.clock.now()
    checked = [_check(agency, data, now) for data in batch]
    found: list[Exception | None] = [one if isinstance(one, Exception) else None for one in checked]
    arrived = {number: one for number, one in enumerate(checked) if isinstance(one, Arrival)}
    if arrived:
        with telemetry.stage("accept"), agency.database.write() as connection:
            taken = _with_room(connection, arrived)
            errors = inbox.accept(connection, agency.vault, list(taken.values()), now)
        found = [_NO_ROOM if number in arrived else error for number, error in enumerate(found)]
        for number, conflict in zip(taken, errors, strict=True):
            found[number] = conflict
    for data, error in zip(batch, found, strict=True):
        refused = isinstance(error, RefusedError | InputError)
        outcome = "refused" if refused else "pressed back" if error else "accepted"
        telemetry.received.labels(agency.name, outcome).inc()
        if refused:
            keep_evidence(agency, data, str(error), sealed=not isinstance(error, RepeatedError))
    agency.bells.ring(INBOX)
    return found


def _check(agency: Agency, data: bytes, now: datetime) -> Arrival | Exception:
    try:
        return agency.partners.accept(data, agency.name, now)
    except (RefusedError, InputError) as error:
        return error


def _with_room(connection: Connection, arrived: Mapping[int, Arrival]) -> dict[int, Arrival]:
    """Return what may be taken in: where too much waits already, only what is urgent."""
    waiting = _WAITING.rows(connection)[0][0]
    room = MOST_WAITING - int(waiting)
    if room >= len(arrived):
        return dict(arrived)
    taken = {}
    for number, arrival in arrived.items():
        if room > 0 or arrival.envelope.priority <= URGENT_PRIORITY:
            taken[number] = arrival
            room -= 1
    return taken


def keep_evidence(agency: Agency, data: bytes, reason: str, *, sealed: bool = True) -> None:
    """Keep what was refused, sealed, with the reason; the watch raises an alarm.

    Without `sealed` only its digest: the inbox has the same bytes, or had them until they were expunged.
    """
    digest = hashlib.sha256(data).hexdigest()
    with agency.unit(cause=digest[:32], actor="system") as unit:
        unit.connection.execute(
            insert(evidence).values(
                received_at=unit.now,
                sender=None,
                reason=reason,
                digest=digest,
                data=agency.vault.seal(unit.connection, f"evidence:{digest[:64]}", data, context="evidence")
                if sealed
                else None,
            )
        )
        unit.audit("message:refused", digest, purpose="security", outcome="refused")
    log.error("message refused", agency=agency.name, reason=reason, digest=digest)
