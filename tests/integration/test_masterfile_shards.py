"""A master file over shards that are away, killed, restored from a backup: nothing lost or double, no false "no"."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from booked_agencies import bytes_in, prints_of
from failing_shards import FailingBackend
from sqlalchemy import select, update

from tenprint.agency.enrolments import enrolment, removal
from tenprint.agency.masterfile import MasterFile, pack
from tenprint.agency.repository import search, whole
from tenprint.errors import UnavailableError
from tenprint.policy import Band, PolicyStore
from tenprint.search.index import ShardIndex
from tenprint.search.shards import Place, ShardedGallery
from tenprint.search.shards.placement import shard_of
from tenprint.storage import Database, Vault

BANDS = PolicyStore().bands("2008-10")
SHARDS, PATIENCE = 2, 0.5
PEOPLE = range(8)


class Repository:
    """A master file over shards that can be told to fail."""

    def __init__(self, folder: Path, database: Database, *, copies: int = 1) -> None:
        self.backend, self.database = FailingBackend(), database
        self.gallery = ShardedGallery(folder / "shards", SHARDS, self.backend, copies=copies, patience=PATIENCE)
        self.file = MasterFile(ShardIndex(self.gallery), database, Vault(b"k" * 32), patience=PATIENCE)

    def enrol(self, *people: int) -> None:
        with self.database.write() as connection:
            for person in people:
                self.file.enrol(connection, f"H{person}", pack(prints_of(person)))

    def end(self, *people: int) -> None:
        with self.database.write() as connection:
            for person in people:
                self.file.remove(connection, f"H{person}")

    def search(self, person: int):
        return search(self.file, pack(prints_of(person, "again")), BANDS)

    def take_down(self, *places: Place) -> None:
        self.backend.down.update(places)
        until(lambda: not any(c.state == "current" for c in self.copies() if c.place in places))

    def bring_back(self) -> None:
        self.backend.down.clear()
        until(lambda: all(c.state == "current" for c in self.copies()))

    def copies(self):
        return self.gallery._fleet.copies()

    def held(self) -> list[str]:
        return sorted(name for shard in range(SHARDS) for name in self.gallery.names_of(shard))

    def __enter__(self) -> Repository:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.file.close()


def until(there: Callable[[], bool]) -> None:
    ends = time.monotonic() + 60
    while not there():
        assert time.monotonic() < ends
        time.sleep(0.01)


def in_shard(shard: int) -> list[int]:
    return [person for person in PEOPLE if shard_of(f"H{person}", SHARDS) == shard]


def names(people) -> list[str]:
    return sorted(f"H{person}" for person in people)


def test_a_part_that_is_away_is_never_a_no_match(tmp_path: Path, database: Database) -> None:
    (away, *_), (here, *_) = in_shard(1), in_shard(0)
    with Repository(tmp_path, database) as repository:
        repository.enrol(*PEOPLE)
        assert repository.search(99).complete
        repository.take_down(Place(1, 0))
        found = repository.search(here)  # a hit is a hit
        assert (found.band, found.candidates[0][0]) == (Band.LIGHTS_OUT, f"H{here}")
        assert not isinstance(whole(found), UnavailableError)
        for person in (away, 99):
            found = repository.search(person)
            assert (found.complete, found.candidates) == (False, [])
            assert found.coverage.startswith("1 of 2 shards")
            assert isinstance(whole(found), UnavailableError)
        repository.bring_back()
        assert repository.search(away).candidates[0][0] == f"H{away}"
        assert whole(repository.search(99)).band is Band.NO_MATCH


def test_what_could_not_be_enrolled_yet_is_missing_from_the_coverage(tmp_path: Path, database: Database) -> None:
    (away, *_), (here, *_) = in_shard(1), in_shard(0)
    with Repository(tmp_path, database) as repository:
        repository.enrol(here)
        repository.search(99)
        repository.take_down(Place(1, 0))
        repository.enrol(away)
        found = repository.search(here)
        assert (found.band, found.complete) == (Band.LIGHTS_OUT, False)
        repository.bring_back()
        assert repository.search(away).candidates[0][0] == f"H{away}"
        assert repository.held() == names([here, away])


def test_who_was_expunged_is_not_found_even_before_the_shard_could_erase(
    tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Repository(tmp_path, database) as repository:
        repository.enrol(*PEOPLE)
        assert repository.search(3).candidates[0][0] == "H3"
        repository.end(3)
        with monkeypatch.context() as patch:

            def away(_subjects: object) -> set[str]:
                raise UnavailableError("a shard is away")

            patch.setattr(repository.gallery, "erase", away)
            found = repository.search(3)
            assert (found.candidates, found.complete) == ([], False)
            assert isinstance(whole(found), UnavailableError)
        assert whole(repository.search(3)).band is Band.NO_MATCH
        assert repository.held() == names(p for p in PEOPLE if p != 3)


def test_an_expungement_is_owed_until_a_copy_that_was_away_has_it(tmp_path: Path, database: Database) -> None:
    shard = shard_of("H3", SHARDS)
    with Repository(tmp_path, database, copies=2) as repository:
        repository.enrol(*PEOPLE)
        assert repository.search(3).candidates[0][0] == "H3"
        repository.bring_back()
        repository.take_down(Place(shard, 1))
        repository.end(3)
        assert repository.file.erase_ended() == 0
        owed = select(removal.c.holder)
        with database.read() as connection:
            assert connection.scalars(owed).all() == ["H3"]
        assert whole(repository.search(3)).band is Band.NO_MATCH
        away = tmp_path / f"shards/shard-{shard:04d}/copy-1"
        traces = list(pack(prints_of(3)).values())
        assert any(trace in bytes_in(away) for trace in traces)  # this is why it is owed
        repository.bring_back()
        assert repository.file.erase_ended() == 1
        with database.read() as connection:
            assert connection.scalars(owed).all() == []
        assert repository.gallery.verify() == []
        assert not any(trace in bytes_in(tmp_path / "shards") for trace in traces)


def test_shards_of_an_older_backup_are_brought_up_to_date(tmp_path: Path, database: Database) -> None:
    with Repository(tmp_path, database) as repository:
        repository.enrol(*PEOPLE)
        repository.search(99)
    shutil.copytree(tmp_path / "shards", tmp_path / "backup")
    with Repository(tmp_path, database) as repository:
        repository.enrol(20, 21)
        repository.end(3)
        repository.search(99)
        expected = names([*(p for p in PEOPLE if p != 3), 20, 21])
        assert repository.held() == expected
    shutil.rmtree(tmp_path / "shards")
    (tmp_path / "backup").rename(tmp_path / "shards")
    with Repository(tmp_path, database) as repository:
        assert whole(repository.search(3)).band is Band.NO_MATCH
        assert repository.search(20).candidates[0][0] == "H20"
        assert repository.held() == expected
        assert not any(trace in bytes_in(tmp_path / "shards") for trace in pack(prints_of(3)).values())


def test_a_crash_between_shards_and_database_doubles_nothing(tmp_path: Path, database: Database) -> None:
    with Repository(tmp_path, database) as repository:
        repository.enrol(*PEOPLE)
        repository.search(99)
    with database.write() as connection:  # as if it had died before it wrote that these are in the gallery
        connection.execute(update(enrolment).where(enrolment.c.holder.in_(["H1", "H2"])).values(applied=False))
    with Repository(tmp_path, database) as repository:
        assert repository.file.catch_up() == 2
        assert repository.held() == names(PEOPLE)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_shard_that_dies_in_an_enrolment_or_an_erasure(tmp_path: Path, database: Database, when: str) -> None:
    with Repository(tmp_path, database) as repository:
        repository.enrol(*PEOPLE)
        repository.backend.dies["insert"] = when
        assert not repository.search(99).complete
        until(lambda: all(c.state == "current" for c in repository.copies()))
        assert repository.search(99).complete
        assert repository.held() == names(PEOPLE)
        repository.end(1, 2)
        repository.backend.dies["settle"] = when
        repository.search(99)
        until(lambda: all(c.state == "current" for c in repository.copies()))
        assert whole(repository.search(1)).band is Band.NO_MATCH
        assert repository.held() == names(p for p in PEOPLE if p not in (1, 2))
        assert repository.gallery.verify() == []


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_shard_that_dies_in_a_search_is_waited_for(tmp_path: Path, database: Database, when: str) -> None:
    with Repository(tmp_path, database) as repository:
        repository.file._patience = 30.0
        repository.enrol(*PEOPLE)
        repository.file.catch_up()
        for person in PEOPLE:
            repository.backend.dies["search"] = when
            found = repository.search(person)
            assert (found.band, found.complete, found.candidates[0][0]) == (Band.LIGHTS_OUT, True, f"H{person}")
        assert sum(copy.life for copy in repository.copies()) == len(PEOPLE)
