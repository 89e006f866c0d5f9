"""A rapid search while a shard is away: it waits, and when its time is over it is answered with what there is."""

from __future__ import annotations

import time

import msgspec
import pytest
from booked_agencies import Booked, prints_of
from failing_shards import FailingBackend
from sqlalchemy import select

from tenprint import transaction
from tenprint.agency.booking.submit import submit
from tenprint.agency.booking.tables import booking_answer
from tenprint.agency.criminal.tables import criminal_search
from tenprint.agency.masterfile import MasterFile, pack
from tenprint.search.index import ShardIndex
from tenprint.search.shards import Place, ShardedGallery
from tenprint.search.shards.placement import shard_of

ANSWER_WITHIN = 600.0  # s; of priority 1 in the policy of that time


@pytest.fixture
def agencies(tmp_path, monkeypatch):
    Booked.patch_capture(monkeypatch)
    made = Booked(tmp_path)
    made.criminal.masterfile.close()
    made.backend = FailingBackend()
    gallery = ShardedGallery(tmp_path / "shards", 2, made.backend, patience=0.3)
    made.criminal.masterfile = MasterFile(
        ShardIndex(gallery), made.criminal.database, made.criminal.vault, patience=0.3
    )
    yield made
    made.close()


def take_down(agencies, shard):
    fleet = agencies.criminal.masterfile.gallery.gallery._fleet
    agencies.backend.down.add(Place(shard, 0))
    ends = time.monotonic() + 60
    while any(copy.state == "current" for copy in fleet.of(shard)):
        assert time.monotonic() < ends
        time.sleep(0.01)


def sent(agencies, tot, person, tcn):
    parsed = transaction.read(agencies.car(person, tcn))
    parsed["1.004"], parsed["1.006"], parsed["2.006"] = tot, "1", "DESK ONE"
    correlation = submit(agencies.booking, parsed.to_bytes(), user="officer.booking").correlation
    agencies.run()
    return correlation


def answer_of(agencies, correlation):
    with agencies.booking.database.read() as connection:
        row = connection.execute(select(booking_answer).where(booking_answer.c.correlation == correlation)).first()
        if row is None:
            return None
        return transaction.read(agencies.booking.vault.open(connection, correlation, row.data, context="answer"))


def later(agencies, seconds=ANSWER_WITHIN):
    agencies.clock.advance(seconds)
    agencies.run()


def test_a_rapid_search_is_answered_in_time_and_never_green(agencies):
    numbers = {person: agencies.file_arrest(person) for person in range(1, 7)}
    agencies.criminal.masterfile.catch_up()
    away = next(p for p, (_, holder) in numbers.items() if shard_of(holder, 2) == 1)
    here = next(p for p, (_, holder) in numbers.items() if shard_of(holder, 2) == 0)
    take_down(agencies, 1)
    hit, miss = sent(agencies, "RPIS", here, "TCN0000000001"), sent(agencies, "RPIS", away, "TCN0000000002")
    assert answer_of(agencies, hit).text("2.059") == "R"
    later(agencies, ANSWER_WITHIN / 2)
    assert answer_of(agencies, miss) is None  # it waits: the shard may be back at once
    later(agencies, ANSWER_WITHIN / 2)
    answer = answer_of(agencies, miss)
    assert answer.tot == "ERRT"
    assert "ONLY 1 OF 2 SHARDS" in answer.text("2.060")
    assert answer.text("2.059") == ""
    agencies.backend.down.clear()
    again = sent(agencies, "RPIS", away, "TCN0000000003")
    assert answer_of(agencies, again).text("2.059") == "R"


def test_a_possible_match_in_a_part_says_that_it_is_of_a_part(agencies, monkeypatch):
    number, holder = agencies.file_arrest(1)
    agencies.criminal.masterfile.catch_up()
    take_down(agencies, 1 - shard_of(holder, 2))
    bands = agencies.policies.bands
    strict = bands("2008-10")
    lights_out = msgspec.structs.replace(strict.lights_out, llr_at_least=1e6)
    changed = msgspec.structs.replace(strict, lights_out=lights_out)
    monkeypatch.setattr(agencies.policies, "bands", lambda *_, **__: changed)
    correlation = sent(agencies, "RPIS", 1, "TCN0000000001")
    assert answer_of(agencies, correlation) is None
    later(agencies)
    answer = answer_of(agencies, correlation)
    assert (answer.tot, answer.text("2.059")) == ("RPISR", "Y")
    assert number in answer.to_bytes().decode("latin-1")
    assert "ONLY 1 OF 2 SHARDS" in answer.text("2.088")


def test_a_booking_waits_until_all_can_be_searched(agencies):
    with agencies.criminal.unit(cause="load", actor="loader") as unit:
        agencies.criminal.masterfile.enrol(unit.connection, "person:9:arrest:1", pack(prints_of(9)))
    agencies.criminal.masterfile.catch_up()
    take_down(agencies, 0)
    correlation = sent(agencies, "CAR", 5, "TCN0000000001")
    for _ in range(5):
        later(agencies)
    assert answer_of(agencies, correlation) is None
    agencies.no_dead_letters()
    agencies.backend.down.clear()
    deadline = time.monotonic() + 60
    while answer_of(agencies, correlation) is None:
        assert time.monotonic() < deadline
        later(agencies)
    [row] = agencies.rows("criminal", criminal_search, criminal_search.c.correlation == correlation)
    assert (row.band, row.coverage) == ("no_match", "2 of 2 shards, 1 subjects")
