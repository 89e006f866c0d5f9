"""A repository's master file: which encounters are enrolled (in the database) and the gallery that searches them.

The database is the truth; the gallery is an index that is brought up to date from it. An enrolment is written in the
transaction of the message that causes it, and applied to the gallery before the next search, so that a crash between
the two loses and doubles nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
from sqlalchemy import Boolean, Column, Connection, Integer, String, Table, delete, insert, select, update

from tenprint.errors import ConfigurationError
from tenprint.exchange import telemetry
from tenprint.fingerprint.template import Template
from tenprint.policy import BandPolicy
from tenprint.search import Answer, Bands, Gallery, Options, identify_many
from tenprint.search.codes import standard_encoder
from tenprint.search.gallery import remove_gallery
from tenprint.search.packing import pack_finger, unpack_finger
from tenprint.search.remembering import RememberingEncoder
from tenprint.storage import Database, Vault
from tenprint.storage.schema import Sealed, metadata

SEARCHES = 2  # messages that a repository works off together: while one computes on one core, another may commit
FURTHER = 0  # subjects compared beside one who is sure: other encounters of the same person change no answer
BATCH = 256  # enrolments applied to the gallery in one go

enrolment = Table(
    "enrolment",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("holder", String(96), nullable=False, unique=True),
    Column("applied", Boolean, nullable=False, default=False, index=True),
    Column("data", Sealed, nullable=False),
)

# Written in the transaction that ends an enrolment, done before the next search: a crash between the two erases too.
removal = Table("gallery_removal", metadata, Column("holder", String(96), primary_key=True))

Prints = Mapping[int, bytes]  # finger position -> compact template


class MasterFile:
    """Enrols encounters and searches them."""

    def __init__(self, path: Path, database: Database, vault: Vault) -> None:
        self.gallery = _gallery(path, database)
        self._database = database
        self._vault = vault
        self._lock = threading.Lock()

    def enrol(self, connection: Connection, holder: str, prints: Prints) -> None:
        """Write an enrolment, in the caller's transaction; the same holder again changes nothing."""
        known = connection.scalar(select(enrolment.c.sequence).where(enrolment.c.holder == holder))
        if known is None:
            data = self._vault.seal(connection, holder, msgspec.msgpack.encode(dict(prints)), context="enrolment")
            connection.execute(insert(enrolment).values(holder=holder, applied=False, data=data))

    def is_enrolled(self, connection: Connection, holder: str) -> bool:
        """Whether a holder is enrolled."""
        return connection.scalar(select(enrolment.c.sequence).where(enrolment.c.holder == holder)) is not None

    def remove(self, connection: Connection, holder: str) -> None:
        """End an enrolment in the caller's transaction; the gallery's entry is overwritten before the next search."""
        connection.execute(delete(enrolment).where(enrolment.c.holder == holder))
        if connection.scalar(select(removal.c.holder).where(removal.c.holder == holder)) is None:
            connection.execute(insert(removal).values(holder=holder))

    def catch_up(self) -> int:
        """Apply to the gallery what the database has and the gallery has not, and erase what it has no more."""
        with self._lock:
            applied = self._erase()
            while batch := self._pending():
                self.gallery.insert_many(
                    (holder, templates) for _, holder, templates in batch if templates and holder not in self.gallery
                )
                with self._database.write() as connection:
                    sequences = [sequence for sequence, _, _ in batch]
                    connection.execute(
                        update(enrolment).where(enrolment.c.sequence.in_(sequences)).values(applied=True)
                    )
                applied += len(batch)
            return applied

    def search(self, prints: Prints, bands: BandPolicy) -> Answer:
        """Search all that is enrolled; the answer states how much was searched."""
        return self.search_many([prints], bands)[0]

    def search_many(self, searches: Sequence[Prints], bands: BandPolicy) -> list[Answer]:
        """Search for several at once, which costs less than one after the other; answers in their order."""
        with telemetry.stage("catch up"):
            self.catch_up()
        limits = Bands(
            lights_out=bands.lights_out.false_match_probability_at_most,
            adjudicate=bands.adjudicate.false_match_probability_at_most,
            lights_out_fingers=bands.lights_out.fingers_at_least,
        )
        with telemetry.stage("search"):
            options = Options(bands=limits, policy=bands.version, further=FURTHER)
            return identify_many(self.gallery, [unpack(prints) for prints in searches], options=options)

    def _erase(self) -> int:
        with self._database.read() as connection:
            holders = connection.scalars(select(removal.c.holder)).all()
        for holder in holders:
            if holder in self.gallery:
                self.gallery.delete(holder)
        if holders:
            self.gallery.checkpoint()
            with self._database.write() as connection:
                connection.execute(delete(removal).where(removal.c.holder.in_(holders)))
        return len(holders)

    def _pending(self) -> list[tuple[int, str, dict[int, Template]]]:
        with self._database.read() as connection:
            rows = connection.execute(
                select(enrolment.c.sequence, enrolment.c.holder, enrolment.c.data)
                .where(enrolment.c.applied.is_(False))
                .order_by(enrolment.c.sequence)
                .limit(BATCH)
            ).all()
            result = []
            for row in rows:
                plain = self._vault.open(connection, row.holder, row.data, context="enrolment")
                prints = msgspec.msgpack.decode(plain, type=dict[int, bytes]) if plain is not None else {}
                result.append((row.sequence, row.holder, unpack(prints)))
            return result

    def close(self) -> None:
        """Close the gallery."""
        self.gallery.close()


def _gallery(path: Path, database: Database) -> Gallery:
    """Open the gallery; one that is missing, or whose codes this program cannot compare, is made anew.

    What is enrolled is marked to be applied before the old gallery is overwritten, so a crash in between, or before the
    new one is filled, loses nothing: the next search waits until the gallery has all that the database has.
    """
    encoder = RememberingEncoder(standard_encoder())
    if path.exists():
        try:
            return Gallery.open(path, encoder=encoder)
        except ConfigurationError:
            pass
    with database.write() as connection:
        connection.execute(update(enrolment).values(applied=False))
    if path.exists():
        remove_gallery(path)
    return Gallery.create(path, encoder=encoder)


def pack(templates: Mapping[int, Template]) -> dict[int, bytes]:
    """Return compact templates by finger position."""
    return {position: pack_finger(template, position) for position, template in templates.items()}


def unpack(prints: Prints) -> dict[int, Template]:
    """Return templates by finger position."""
    return {position: unpack_finger(data)[1] for position, data in prints.items()}


def best_of(templates: Iterable[Template]) -> dict[int, Template]:
    """Keep one template a finger: the one with the most minutiae."""
    best: dict[int, Template] = {}
    for template in templates:
        known = best.get(template.position)
        if known is None or len(template) > len(known):
            best[template.position] = template
    return best
