"""A gallery's contents against the database, which is the truth: what it lacks is applied anew, what is more is erased.

So a gallery may be lost, be of an older backup, or be another one than before: it comes to hold what the database has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import structlog
from sqlalchemy import insert, select, update

from tenprint.agency.enrolments import enrolment, removal
from tenprint.search.index import Index
from tenprint.search.index.model import digest_of
from tenprint.storage import Database

log = structlog.get_logger()
BATCH = 500  # holders of one statement


class Difference(NamedTuple):
    """Numbers of holders that the gallery lacked, and that it had beyond the database."""

    lacking: int
    beyond: int


def reconcile(database: Database, gallery: Index) -> Difference:
    """Mark what the gallery lacks as not applied, and write down for erasure what it has beyond.

    Raises:
        UnavailableError: a part of it is away.
    """
    with database.read() as connection:
        rows = connection.execute(select(enrolment.c.holder).where(enrolment.c.applied.is_(True)))
        if digest_of(row.holder for row in rows) == gallery.digest():
            return Difference(0, 0)
    there = set(gallery.names())
    with database.read() as connection:
        known = {row.holder: row.applied for row in connection.execute(select(enrolment.c.holder, enrolment.c.applied))}
        ending = set(connection.scalars(select(removal.c.holder)))
    lacking = [holder for holder, applied in known.items() if applied and holder not in there]
    beyond = sorted(there - known.keys() - ending)
    with database.write() as connection:
        for part in _parts(lacking):
            connection.execute(update(enrolment).where(enrolment.c.holder.in_(part)).values(applied=False))
        for part in _parts(beyond):
            connection.execute(insert(removal), [{"holder": holder} for holder in part])
    if lacking or beyond:
        log.warning("the gallery differed from the database", lacking=len(lacking), beyond=len(beyond))
    return Difference(len(lacking), len(beyond))


def _parts(holders: Sequence[str]) -> Iterator[Sequence[str]]:
    return (holders[start : start + BATCH] for start in range(0, len(holders), BATCH))
