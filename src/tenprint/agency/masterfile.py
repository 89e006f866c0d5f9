"""A repository's master file: which encounters are enrolled (in the database) and the gallery that searches them.

The database is the truth; the gallery is an index that is brought up to date from it, wherever it is: in this process,
in shards, at a service. An enrolment is written in the transaction of the message that causes it, and applied to the
gallery before the next search, so that a crash between the two loses and doubles nothing. At the first search after a
start, and after the gallery's own, the contents of both are compared (`reconcile`).

Where the gallery cannot be brought up to date now, because a part of it is away, what can be searched is searched, and
the answer says that it is not the whole: who is not enrolled any more is not in it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
import structlog
from sqlalchemy import Connection, delete, func, insert, select, update

from tenprint.agency.enrolments import enrolment, removal
from tenprint.agency.reconcile import reconcile
from tenprint.errors import ConfigurationError, UnavailableError
from tenprint.exchange import telemetry
from tenprint.fingerprint.template import Template
from tenprint.policy import BandPolicy
from tenprint.search import Answer, Bands, Options
from tenprint.search.index import Index, LocalIndex
from tenprint.search.packing import pack_finger, unpack_finger
from tenprint.storage import Database, Vault

log = structlog.get_logger()

SEARCHES = 2  # messages that a repository works off together: while one computes on one core, another may commit
FURTHER = 0  # subjects compared beside one who is sure: other encounters of the same person change no answer
BATCH = 256  # enrolments applied to the gallery in one go

Prints = Mapping[int, bytes]  # finger position -> compact template


class MasterFile:
    """Enrols encounters and searches them.

    Args:
        gallery: what is searched; or the folder of a gallery of this process. It is closed with the master file.
        database, vault: of the repository.
        patience: s; how long a search waits for a part of the gallery that is away.
        filled: called once, when the gallery has all that the database has.
    """

    def __init__(
        self,
        gallery: Index | Path,
        database: Database,
        vault: Vault,
        *,
        patience: float | None = None,
        filled: Callable[[], None] | None = None,
    ) -> None:
        self.gallery: Index = LocalIndex(gallery) if isinstance(gallery, Path) else gallery
        self._database = database
        self._vault = vault
        self._patience = patience
        self._filled = filled or _nothing
        self._agreed: str | None = None  # the instance of the gallery whose contents were compared
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
        """Apply to the gallery what the database has and the gallery has not, and erase what it has no more.

        Raises:
            UnavailableError, ConfigurationError: a part of the gallery is away; what was not applied, is later.
        """
        with self._lock:
            if self._agreed is None or self._agreed != self.gallery.instance:
                self._agreed = None
                reconcile(self._database, self.gallery)
                self._agreed = self.gallery.instance
            applied = self._erase()
            while batch := self._pending():
                self.gallery.add([(holder, templates) for _, holder, templates in batch if templates])
                with self._database.write() as connection:
                    sequences = [sequence for sequence, _, _ in batch]
                    connection.execute(
                        update(enrolment).where(enrolment.c.sequence.in_(sequences)).values(applied=True)
                    )
                applied += len(batch)
            self._filled, filled = _nothing, self._filled
            filled()
            return applied

    def erase_ended(self) -> int:
        """Erase what is not enrolled any more, without waiting for the next search; returns how many."""
        with self._database.read() as connection:
            if connection.scalar(select(removal.c.holder).limit(1)) is None:
                return 0
        with self._lock:
            return self._erase()

    def search(self, prints: Prints, bands: BandPolicy) -> Answer:
        """Search all that is enrolled; the answer states how much was searched."""
        return self.search_many([prints], bands)[0]

    def search_many(self, searches: Sequence[Prints], bands: BandPolicy, *, thorough: bool = False) -> list[Answer]:
        """Search for several at once, which costs less than one after the other; answers in their order.

        Args:
            searches: prints of each.
            bands: of the policy.
            thorough: whether all records of a person are wanted, and not only who it is.
        """
        limits = Bands(
            lights_out=bands.lights_out.false_match_probability_at_most,
            adjudicate=bands.adjudicate.false_match_probability_at_most,
            lights_out_fingers=bands.lights_out.fingers_at_least,
        )
        options = Options(
            bands=limits, policy=bands.version, further=FURTHER, deadline=self._patience, thorough=thorough
        )
        fingers = [unpack(prints) for prints in searches]
        answers, whole = self._search(fingers, options)
        if self.gallery.instance != self._agreed and whole:  # it was started again meanwhile: is it still the same?
            answers, whole = self._search(fingers, options)
        return answers if whole else self._only_enrolled(answers)

    def _search(self, fingers: Sequence[dict[int, Template]], options: Options) -> tuple[list[Answer], bool]:
        """Return answers, and whether the gallery was up to date before."""
        whole = True
        with telemetry.stage("catch up"):
            try:
                self.catch_up()
            except (UnavailableError, ConfigurationError) as error:
                whole = False
                log.warning("the gallery is not up to date", reason=str(error))
        with telemetry.stage("search"):
            return self.gallery.search(fingers, options=options), whole

    def _only_enrolled(self, answers: list[Answer]) -> list[Answer]:
        """Leave out who is not enrolled any more, and count those whom the gallery may lack as not searched."""
        found = {candidate.subject for answer in answers for candidate in answer.candidates}
        with self._database.read() as connection:
            lacking = connection.scalar(select(func.count()).where(enrolment.c.applied.is_(False))) or 0
            living = set(connection.scalars(select(enrolment.c.holder).where(enrolment.c.holder.in_(found))))
        # What it holds was not compared; or one who is sure, and left out here, kept others from being looked at.
        if self._agreed is None or found - living:
            lacking = max(lacking, 1)
        return [
            replace(
                answer,
                candidates=tuple(c for c in answer.candidates if c.subject in living),
                coverage=replace(answer.coverage, subjects_total=answer.coverage.subjects_total + lacking),
            )
            for answer in answers
        ]

    def _erase(self) -> int:
        with self._database.read() as connection:
            holders = connection.scalars(select(removal.c.holder)).all()
        erased = 0
        for start in range(0, len(holders), BATCH):
            part = holders[start : start + BATCH]
            owed = self.gallery.erase(part)
            gone = [holder for holder in part if holder not in owed]
            with self._database.write() as connection:
                connection.execute(delete(removal).where(removal.c.holder.in_(gone)))
            erased += len(gone)
        return erased

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


def _nothing() -> None:
    pass


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
