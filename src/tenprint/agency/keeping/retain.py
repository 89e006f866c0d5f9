"""Retention: what its time is over for is erased, kind by kind; a search that found nothing leaves nothing.

Each round reads only what was settled since the last one, and what is due by now; once a day all is read, so that a
clock that was set back leaves nothing without a plan.

When the last kind is gone, the booking's key is destroyed too, so that nothing late can be kept under it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import delete, func, insert, select, update

from tenprint.accountability.ledger import retention, retention_mark
from tenprint.agency.base import Agency
from tenprint.agency.keeping.erase import erase_booking, erase_kind, is_waiting
from tenprint.agency.keeping.holdings import KINDS
from tenprint.agency.keeping.settled import Settled, settled
from tenprint.exchange.unit import Unit
from tenprint.ids import new_message_id
from tenprint.policy.retention import Role

BATCH = 64  # bookings in one transaction
OVERLAP = timedelta(minutes=10)  # read again: what was settled in a transaction that was committed later
SWEEP_EVERY = timedelta(days=1)  # how often everything is read, whatever its time


def retain(agency: Agency) -> int:
    """Plan the retention of what was answered, and erase what is due; return how many kinds of data were erased."""
    role = cast(Role, agency.role)
    _plan(agency, role)
    erased = 0
    with agency.database.read() as connection:
        due = connection.scalars(
            select(retention.c.correlation)
            .where(retention.c.done_at.is_(None), retention.c.due_at <= agency.clock.now())
            .group_by(retention.c.correlation)
            .order_by(func.min(retention.c.due_at))
        ).all()
    for start in range(0, len(due), BATCH):
        with agency.unit(cause=str(new_message_id()), actor="system") as unit:
            for correlation in due[start : start + BATCH]:
                if not is_waiting(unit, correlation):
                    erased += _erase_due(unit, role, correlation)
    return erased


def _plan(agency: Agency, role: Role) -> None:
    now = agency.clock.now()
    with agency.database.read() as connection:
        mark = connection.execute(select(retention_mark).where(retention_mark.c.source == role)).first()
        sweep = mark is None or not timedelta(0) <= now - mark.swept_at < SWEEP_EVERY
        since = None if mark is None or sweep else mark.at - OVERLAP
        fresh = list({entry.correlation: entry for entry in settled(connection, role, since)}.values())
    if mark is not None and not sweep and not fresh and now - mark.at < OVERLAP:
        return
    policy = agency.policies.retention(at=agency.clock.now())
    purposes = agency.policies.purposes(at=agency.clock.now())
    for start in range(0, len(fresh), BATCH):
        with agency.database.write() as connection:
            for entry in fresh[start : start + BATCH]:
                purpose = entry.purpose.removeprefix("tot:")
                if purpose != entry.purpose:
                    purpose = purposes.purpose(purpose).code
                for kind in KINDS:
                    kept = policy.keep(role=role, purpose=purpose, outcome=entry.outcome, data=kind)
                    connection.execute(
                        insert(retention).values(
                            correlation=entry.correlation,
                            kind=kind,
                            due_at=kept.expires(entry.at),
                            policy_version=kept.policy_version,
                        )
                    )
    with agency.database.write() as connection:
        values = {"at": now, "swept_at": now if mark is None or sweep else mark.swept_at}
        connection.execute(delete(retention_mark).where(retention_mark.c.source == role))
        connection.execute(insert(retention_mark).values(source=role, **values))


def _erase_due(unit: Unit, role: Role, correlation: str) -> int:
    where = (retention.c.correlation == correlation) & retention.c.done_at.is_(None)
    kinds = unit.connection.scalars(select(retention.c.kind).where(where, retention.c.due_at <= unit.now)).all()
    for kind in kinds:
        erase_kind(unit, role, correlation, kind)
    unit.connection.execute(update(retention).where(where, retention.c.due_at <= unit.now).values(done_at=unit.now))
    if unit.connection.scalar(select(func.count()).select_from(retention).where(where)) == 0:
        erase_booking(unit, role, correlation, None)
    unit.audit("retention:erase", correlation, purpose="retention", outcome=",".join(kinds))
    return len(kinds)


def due_until(agency: Agency, moment: datetime) -> int:
    """Return how many kinds of data have to be erased until a moment."""
    with agency.database.read() as connection:
        query = select(func.count()).where(retention.c.done_at.is_(None), retention.c.due_at <= moment)
        return int(connection.scalar(query) or 0)


__all__ = ["Settled", "due_until", "retain"]
