"""Engine galleries, one for each of OSIA's: an index, brought up to date from the database, which is the truth.

When one is opened its contents are compared with the database, so it may be lost, or lie in shards from now on.
"""

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
from tenprint.errors import NotAuthorisedError, TenprintError
from tenprint.fingerprint.template import Template
from tenprint.runtime.index import IndexSection, Opened, open_here
from tenprint.search.index import Index
from tenprint.search.index.model import digest_of
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
        # The last one holds: an erasure that is still owed must not come after an insertion.
        connection.execute(delete(pending).where(pending.c.gallery == gallery, pending.c.uid == uid))
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
    """The engine's side.

    Args:
        folder: of the galleries.
        database, vault: of the interface.
        section: what is searched: galleries of this process, or shards of each.
    """

    def __init__(self, folder: Path, database: Database, vault: Vault, section: IndexSection = IndexSection()) -> None:
        self._folder = folder
        self._section = section
        self._database = database
        self._vault = vault
        self._open: dict[str, Opened] = {}
        self._lock = threading.RLock()

    def get(self, name: str) -> Index:
        """Return an engine gallery with all that it is to have, made where there is none."""
        with self._lock:
            fresh = name not in self._open
            opened = self._opened(name)
            if fresh:
                self.catch_up()
                opened.filled()
            return opened.gallery

    def _opened(self, name: str) -> Opened:
        if name not in self._open:
            path = self._path(name)
            opened = open_here(self._section, path, _shards(path), self._vault.mark)
            try:
                self._compare(name, opened.gallery)
            except TenprintError:
                opened.gallery.close()
                raise
            self._open[name] = opened
        return self._open[name]

    def _compare(self, name: str, gallery: Index) -> None:
        """Write down what a gallery lacks of the database, and what it has beyond it."""
        active = select(membership.c.uid).join(encounter, encounter.c.uid == membership.c.uid)
        with self._database.read() as connection:
            wanted = set(connection.scalars(active.where(membership.c.gallery == name, encounter.c.active)))
        if digest_of(wanted) == gallery.digest():
            return
        there = set(gallery.names())
        changes = [(uid, True) for uid in sorted(wanted - there)] + [(uid, False) for uid in sorted(there - wanted)]
        if changes:
            with self._database.write() as connection:
                rows = [{"gallery": name, "uid": uid, "insert": adds} for uid, adds in changes]
                connection.execute(insert(pending), rows)

    def catch_up(self) -> int:
        """Apply what is pending; a change that a crash repeats changes nothing. Returns how many.

        An erasure that a copy of a shard does not have yet stays pending.
        """
        done = last = 0
        with self._lock:
            while rows := self._rows(last):
                last, owed = rows[-1].sequence, set()
                for (name, adds), part in groupby(rows, key=lambda row: (row.gallery, row.insert)):
                    owed |= self._apply(name, adds, list(part))
                sequences = [row.sequence for row in rows if row.sequence not in owed]
                with self._database.write() as connection:
                    connection.execute(delete(pending).where(pending.c.sequence.in_(sequences)))
                done += len(sequences)
        return done

    def close(self) -> None:
        """Close the files."""
        with self._lock:
            for opened in self._open.values():
                opened.gallery.close()
            self._open.clear()

    def _path(self, name: str) -> Path:
        return self._folder / hashlib.sha256(name.encode()).hexdigest()[:32]

    def _rows(self, last: int) -> list[Row[Any]]:
        query = select(pending).where(pending.c.sequence > last).order_by(pending.c.sequence).limit(BATCH)
        with self._database.read() as connection:
            return list(connection.execute(query).all())

    def _apply(self, name: str, adds: bool, rows: list[Row[Any]]) -> set[int]:
        """Apply changes of one gallery; return the rows of those that are still owed."""
        uids = list(dict.fromkeys(row.uid for row in rows))
        if adds:
            gallery = self._opened(name).gallery
            gallery.add([(uid, prints) for uid, prints in self._prints(uids) if prints])
            return set()
        path = self._path(name)
        if name not in self._open and not path.exists() and not _shards(path).exists():
            return set()
        owed = self._opened(name).gallery.erase(uids)
        return {row.sequence for row in rows if row.uid in owed}

    def _prints(self, uids: list[str]) -> list[tuple[str, dict[int, Template]]]:
        with self._database.read() as connection:
            rows = connection.execute(
                select(encounter.c.uid, encounter.c.prints).where(encounter.c.uid.in_(uids))
            ).all()
            return [(row.uid, prints(connection, self._vault, row)) for row in rows]


def _shards(path: Path) -> Path:
    return path.with_name(f"{path.name}-shards")


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
