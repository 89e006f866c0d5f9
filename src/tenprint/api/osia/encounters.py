"""Encounters: create, read, update, delete, status, galleries, templates."""

from __future__ import annotations

import base64
import uuid
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, insert, update

from tenprint.agency.masterfile import pack
from tenprint.api.osia import galleries
from tenprint.api.osia.biometrics import Prints, prints_of, refuse_protected
from tenprint.api.osia.call import CONFLICT, DONE, NOT_FOUND, Call, Reply
from tenprint.api.osia.galleries import holder
from tenprint.api.osia.schemas import ComputedData, Encounter, ExtendablePersonIds
from tenprint.api.osia.store import Store
from tenprint.api.osia.tables import encounter
from tenprint.api.osia.templates import DEFAULT_FORMAT, form_of, write_template
from tenprint.api.osia.vocabulary import FINGERS, NAMES
from tenprint.errors import UsageError

ACTIVE = "ACTIVE"
QUALITY_FORMAT = "TENPRINT"  # 0 to 100, fitted to our own matcher
NO_QUALITY = 255
VENDOR = "tenprint"


class Prepared(msgspec.Struct, frozen=True):
    """An encounter that was checked, with its prints."""

    body: Encounter
    prints: Prints


def prepare(store: Store, call: Call) -> Prepared:
    """Decode and extract what is to be written; nothing is written yet.

    Raises:
        InputError: it cannot be taken.
    """
    body = msgspec.json.decode(call.body, type=Encounter)
    refuse_protected(body)
    if len(set(body.galleries)) < len(body.galleries):
        raise UsageError("a gallery is named twice", where="galleries")
    if not all(body.galleries):
        raise UsageError("a gallery has a name", where="galleries")
    return Prepared(body, prints_of(body.biometric_data, store.references))


def create(store: Store, connection: Connection, call: Call, prepared: Prepared) -> Reply:
    """Write a new encounter, under identifiers of the path or under new ones."""
    person = call.path.get("personId") or str(uuid.uuid4())
    identifier = call.path.get("encounterId") or str(uuid.uuid4())
    if store.row(connection, person, identifier) is not None:
        return CONFLICT
    now = store.clock.now()
    stated = prepared.body.created_date
    created = stated if isinstance(stated, datetime) else now
    _write(store, connection, person, identifier, prepared, created, now)
    return _written(person, identifier, prepared.prints)


def update_encounter(store: Store, connection: Connection, call: Call, prepared: Prepared) -> Reply:
    """Replace an encounter; what it held before is destroyed."""
    person, identifier = call.path["personId"], call.path["encounterId"]
    row = store.row(connection, person, identifier)
    if row is None:
        return NOT_FOUND
    stated = prepared.body.created_date
    created = stated if isinstance(stated, datetime) else row.created_at
    forget(store, connection, row)
    _write(store, connection, person, identifier, prepared, created, store.clock.now())
    return _written(person, identifier, prepared.prints)


def read(store: Store, connection: Connection, call: Call, _prepared: object) -> Reply:
    """Return one encounter."""
    row = store.row(connection, call.path["personId"], call.path["encounterId"])
    found = None if row is None else _shown(store, connection, row)
    return NOT_FOUND if found is None else Reply.of(found)


def read_all(store: Store, connection: Connection, call: Call, _prepared: object) -> Reply:
    """Return all encounters of a person."""
    rows = store.rows(connection, call.path["personId"])
    found = [_shown(store, connection, row) for row in rows]
    return Reply.of([entry for entry in found if entry is not None]) if rows else NOT_FOUND


def remove(store: Store, connection: Connection, call: Call, _prepared: object) -> Reply:
    """Delete one encounter; its key is destroyed."""
    row = store.row(connection, call.path["personId"], call.path["encounterId"])
    if row is None:
        return NOT_FOUND
    forget(store, connection, row)
    return DONE


def set_status(store: Store, connection: Connection, call: Call, _prepared: object) -> Reply:
    """Make an encounter active or inactive; an inactive one is not searched.

    Raises:
        UsageError: no such encounter or status (OSIA names no 404 here).
    """
    row, body = _known(store, connection, call)
    status = call.query["status"]
    if status not in ("ACTIVE", "INACTIVE"):
        raise UsageError("a status is ACTIVE or INACTIVE", where="status")
    _change(store, connection, row, msgspec.structs.replace(body, status=status))
    return DONE


def set_galleries(store: Store, connection: Connection, call: Call, _prepared: object) -> Reply:
    """Put an encounter into other galleries.

    Raises:
        UsageError: no such encounter, or a gallery that is named twice or has no name.
    """
    row, body = _known(store, connection, call)
    wanted = msgspec.json.decode(call.body, type=list[str])
    if not wanted or not all(wanted) or len(set(wanted)) < len(wanted):
        raise UsageError("at least one gallery, each with a name, none twice", where="galleries")
    _change(store, connection, row, msgspec.structs.replace(body, galleries=wanted))
    return DONE


def read_templates(store: Store, connection: Connection, call: Call, _prepared: object) -> Reply:
    """Return the templates that were computed from an encounter.

    Raises:
        UsageError: a format that is not supported.
    """
    form = call.query.get("templateFormat", DEFAULT_FORMAT)
    form_of(form)
    if call.query.get("qualityFormat", QUALITY_FORMAT) != QUALITY_FORMAT:
        raise UsageError("no such quality format", where="qualityFormat", remedy=f"It is {QUALITY_FORMAT}.")
    row = store.row(connection, call.path["personId"], call.path["encounterId"])
    if row is None:
        return NOT_FOUND
    wanted = call.query.get("biometricSubType")
    kinds = call.query.get("biometricType", "FINGER") == "FINGER"
    found = galleries.prints(connection, store.vault, row) if kinds and "instance" not in call.query else {}
    return Reply.of(
        [
            ComputedData(
                biometric_type="FINGER",
                biometric_sub_type=NAMES[position],  # type: ignore[arg-type]
                template=base64.b64encode(write_template(template, form)).decode(),
                template_format=form,
                quality=0 if template.finger_quality == NO_QUALITY else template.finger_quality,
                quality_format=QUALITY_FORMAT,
                algorithm=template.source,
                vendor=VENDOR,
            )
            for position, template in found.items()
            if wanted is None or FINGERS.get(wanted) == position
        ]
    )


def forget(store: Store, connection: Connection, row: Row[Any]) -> None:
    """Take an encounter out of the galleries and destroy the key under which it was sealed."""
    galleries.drop(connection, row.uid)
    store.vault.destroy(connection, holder(row.uid))
    connection.execute(delete(encounter).where(encounter.c.uid == row.uid))


def _write(
    store: Store,
    connection: Connection,
    person: str,
    identifier: str,
    prepared: Prepared,
    created: datetime,
    updated: datetime,
) -> None:
    uid = uuid.uuid4().hex
    body, templates = prepared.body, pack(prepared.prints.known)
    connection.execute(
        insert(encounter).values(
            uid=uid,
            person=person,
            encounter=identifier,
            active=body.status == ACTIVE,
            created_at=created,
            updated_at=updated,
            data=store.vault.seal(connection, holder(uid), msgspec.json.encode(body), context="encounter"),
            prints=store.vault.seal(connection, holder(uid), msgspec.msgpack.encode(templates), context="prints"),
        )
    )
    galleries.plan(connection, uid, body.galleries, searchable=body.status == ACTIVE and bool(templates))


def _change(store: Store, connection: Connection, row: Row[Any], body: Encounter) -> None:
    """Write an encounter anew whose prints stay as they are."""
    connection.execute(
        update(encounter)
        .where(encounter.c.uid == row.uid)
        .values(
            active=body.status == ACTIVE,
            updated_at=store.clock.now(),
            data=store.vault.seal(connection, holder(row.uid), msgspec.json.encode(body), context="encounter"),
        )
    )
    has_prints = bool(galleries.prints(connection, store.vault, row))
    galleries.plan(connection, row.uid, body.galleries, searchable=body.status == ACTIVE and has_prints)


def _known(store: Store, connection: Connection, call: Call) -> tuple[Row[Any], Encounter]:
    row = store.row(connection, call.path["personId"], call.path["encounterId"])
    body = None if row is None else store.opened(connection, row)
    if row is None or body is None:
        raise UsageError("there is no such encounter", where="path")
    return row, body


def _shown(store: Store, connection: Connection, row: Row[Any]) -> Encounter | None:
    body = store.opened(connection, row)
    if body is None:
        return None
    return msgspec.structs.replace(
        body, encounter_id=row.encounter, created_date=row.created_at, updated_date=row.updated_at
    )


def _written(person: str, identifier: str, prints: Prints) -> Reply:
    quality = {
        NAMES[position]: template.finger_quality
        for position, template in prints.known.items()
        if template.finger_quality != NO_QUALITY
    }
    others = {"encoded": [NAMES[p] for p in prints.known], "quality": quality, "notUsed": prints.unused}
    if prints.unknown:
        others["notUsed"] = [*prints.unused, f"{len(prints.unknown)} print(s) of unknown fingers"]
    return Reply.of(ExtendablePersonIds(person, identifier, others))
