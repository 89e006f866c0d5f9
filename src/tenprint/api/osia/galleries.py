"""Engine galleries, one for each of OSIA's: an index, brought up to date from the database, which is the truth."""

from __future__ import annotations

import hashlib
import threading
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, insert, select

from tenprint.agency.masterfile import unpack
from tenprint.api.osia.parameters import MOST_GALLERIES
from tenprint.api.osia.tables import encounter, membership, pending
from tenprint.api.osia.vocabulary import ALL
from tenprint.errors import NotAuthorisedError
from tenprint.fingerprint.template import Template
from tenprint.search import Gallery
from tenprint.storage import Database, Vault

BATCH = 256  # changes applied in one go


def plan(connection: Connection, uid: str, galleries: list[str], *, searchable: bool) -> None:
    """Write, in the caller's transaction, in which galleries an encounter is, and what that changes in the engine.

    Raises:
        NotAuthorisedError: one gallery too many, or the name that stands for all.
    """
    where = membership.c.uid == uid
    before = set(connection.scalars(select(membership.c.gallery).where(where)))
    _check(connection, set(galleries) - before)
    connection.execute(delete(membership).where(where))
    for gallery in galleries:
        connection.execute(insert(membership).values(gallery=gallery, uid=uid))
    for gallery in sorted(before | set(galleries)):
        wanted = searchable and gallery in galleries
        connection.execute(insert(pending).values(gallery=gallery, uid=uid, insert=wanted))


def drop(connection: Connection, uid: str) -> None:
    """Write that an encounter is in no gallery any more."""
    plan(connection, uid, [], searchable=False)


def names(connection: Connection) -> list[str]:
    """Return the galleries that there are."""
    return list(connection.scalars(select(membership.c.gallery).distinct().order_by(membership.c.gallery)))


def chosen(connection: Connection, gallery: str) -> list[str] | None:
    """Return the galleries that a name stands for; None where there is no such gallery."""
    known = names(connection)
    if gallery == ALL:
        return known
    return [gallery] if gallery in known else None


def of(connection: Connection, uid: str) -> list[str]:
    """Return the galleries of an encounter."""
    return list(
        connection.scalars(select(membership.c.gallery).where(membership.c.uid == uid).order_by(membership.c.gallery))
    )


class Galleries:
    """The engine's side."""

    def __init__(self, folder: Path, database: Database, vault: Vault) -> None:
        self._folder = folder
        self._database = database
        self._vault = vault
        self._open: dict[str, Gallery] = {}
        self._lock = threading.RLock()

    def get(self, name: str) -> Gallery:
        """Return an engine gallery, made where there is none."""
        with self._lock:
            if name not in self._open:
                path = self._path(name)
                begun = path.exists() and any(path.iterdir())
                self._open[name] = Gallery.open(path) if begun else Gallery.create(path)
            return self._open[name]

    def catch_up(self) -> int:
        """Apply what is pending; a change that a crash repeats changes nothing. Returns how many."""
        done = 0
        with self._lock:
            while rows := self._rows():
                for (name, adds), part in groupby(rows, key=lambda row: (row.gallery, row.insert)):
                    self._apply(name, adds, list(part))
                with self._database.write() as connection:
                    sequences = [row.sequence for row in rows]
                    connection.execute(delete(pending).where(pending.c.sequence.in_(sequences)))
                done += len(rows)
        return done

    def close(self) -> None:
        """Close the files."""
        with self._lock:
            for gallery in self._open.values():
                gallery.close()
            self._open.clear()

    def _path(self, name: str) -> Path:
        return self._folder / hashlib.sha256(name.encode()).hexdigest()[:32]

    def _rows(self) -> list[Row[Any]]:
        with self._database.read() as connection:
            return list(connection.execute(select(pending).order_by(pending.c.sequence).limit(BATCH)).all())

    def _apply(self, name: str, adds: bool, rows: list[Row[Any]]) -> None:
        uids = list(dict.fromkeys(row.uid for row in rows))
        if adds:
            gallery = self.get(name)
            fresh = [(uid, prints) for uid, prints in self._prints(uids) if prints and uid not in gallery]
            gallery.insert_many(fresh)
            return
        if name not in self._open and not self._path(name).exists():
            return
        gallery = self.get(name)
        erased = [uid for uid in uids if uid in gallery]
        for uid in erased:
            gallery.delete(uid)
        if erased:
            gallery.checkpoint()

    def _prints(self, uids: list[str]) -> list[tuple[str, dict[int, Template]]]:
        with self._database.read() as connection:
            rows = connection.execute(
                select(encounter.c.uid, encounter.c.prints).where(encounter.c.uid.in_(uids))
            ).all()
            return [(row.uid, prints(connection, self._vault, row)) for row in rows]


def prints(connection: Connection, vault: Vault, row: Row[*tuple[Any, ...]]) -> dict[int, Template]:
    """Return the templates of an encounter's row; none where it was erased."""
    plain = vault.open(connection, holder(row.uid), row.prints, context="prints")
    return unpack(msgspec.msgpack.decode(plain, type=dict[int, bytes])) if plain is not None else {}


def holder(uid: str) -> str:
    """Return under whose key an encounter is sealed."""
    return f"osia:{uid}"


def _check(connection: Connection, fresh: set[str]) -> None:
    if ALL in fresh:
        raise NotAuthorisedError(f"no gallery is called {ALL}: it stands for all of them")
    known = set(names(connection))
    if len(known | fresh) > max(MOST_GALLERIES, len(known)):
        raise NotAuthorisedError(f"this installation has {MOST_GALLERIES} galleries and takes no more")
