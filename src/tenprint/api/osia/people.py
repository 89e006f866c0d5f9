"""Persons: merge, move, delete, and what galleries hold. A person is no more than encounters under one identifier."""

from __future__ import annotations

import csv
import io

from sqlalchemy import Connection, select, update

from tenprint.api.osia import galleries
from tenprint.api.osia.call import CONFLICT, CSV, DONE, NOT_FOUND, Call, Reply
from tenprint.api.osia.encounters import forget
from tenprint.api.osia.schemas import PersonIds
from tenprint.api.osia.store import Store
from tenprint.api.osia.tables import encounter, membership
from tenprint.api.osia.vocabulary import ALL
from tenprint.errors import UsageError

DEFAULT_PAGE, LARGEST_PAGE = 1000, 100_000


def merge(store: Store, connection: Connection, call: Call, _prepared: object) -> Reply:
    """Give all encounters of the source to the target; nothing changes where an identifier is in both."""
    target, source = call.path["personIdTarget"], call.path["personIdSource"]
    ours, theirs = store.rows(connection, target), store.rows(connection, source)
    if not ours or not theirs:
        return NOT_FOUND
    if {row.encounter for row in ours} & {row.encounter for row in theirs}:
        return CONFLICT
    connection.execute(update(encounter).where(encounter.c.person == source).values(person=target))
    return DONE


def move(store: Store, connection: Connection, call: Call, _prepared: object) -> Reply:
    """Give one encounter to another person; the source ends with its last encounter."""
    target, source = call.path["personIdTarget"], call.path["personIdSource"]
    row = store.row(connection, source, call.path["encounterId"])
    if row is None or not store.rows(connection, target):
        return NOT_FOUND
    if store.row(connection, target, row.encounter) is not None:
        return CONFLICT
    connection.execute(update(encounter).where(encounter.c.uid == row.uid).values(person=target))
    return DONE


def delete_all(store: Store, connection: Connection, call: Call, _prepared: object) -> Reply:
    """Delete a person with all encounters."""
    rows = store.rows(connection, call.path["personId"])
    for row in rows:
        forget(store, connection, row)
    return DONE if rows else NOT_FOUND


def read_galleries(_store: Store, connection: Connection, _call: Call, _prepared: object) -> Reply:
    """Return the names of the galleries."""
    return Reply.of(galleries.names(connection))


def read_gallery(_store: Store, connection: Connection, call: Call, _prepared: object) -> Reply:
    """Return a page of the encounters of a gallery, or of all, as JSON or CSV.

    Raises:
        UsageError: a page that there cannot be.
    """
    offset, limit = call.query.get("offset", 0), call.query.get("limit", DEFAULT_PAGE)
    if not 0 <= offset < 2**63 or not 1 <= limit <= LARGEST_PAGE:
        raise UsageError(f"offset is 0 or more, limit 1 to {LARGEST_PAGE}", where="offset, limit")
    name = call.path["galleryId"]
    if name != ALL and name not in galleries.names(connection):
        return NOT_FOUND
    inside = select(membership.c.uid) if name == ALL else select(membership.c.uid).where(membership.c.gallery == name)
    rows = connection.execute(
        select(encounter.c.person, encounter.c.encounter)
        .where(encounter.c.uid.in_(inside))
        .order_by(encounter.c.person, encounter.c.encounter)
        .offset(offset)
        .limit(limit)
    ).all()
    if not call.csv:
        return Reply.of([PersonIds(row.person, row.encounter) for row in rows])
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["PersonId", "encounterId"])
    writer.writerows((row.person, row.encounter) for row in rows)
    return Reply(200, text.getvalue().encode(), CSV)
