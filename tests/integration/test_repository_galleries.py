"""A booking end to end with each kind of gallery that a repository may search: hit, no hit, expungement."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path

import pytest
from booked_agencies import Booked, bytes_in, name_of, prints_of
from case_agencies import ORI
from osia_client import serving
from sqlalchemy import select

from tenprint import transaction
from tenprint.agency.booking.submit import submit
from tenprint.agency.booking.tables import booking_answer
from tenprint.agency.criminal import records
from tenprint.agency.criminal.tables import criminal_encounter, criminal_search
from tenprint.agency.enrolments import removal
from tenprint.agency.immigration.tables import immigration_search
from tenprint.agency.keeping.expunge import expunge_subject
from tenprint.agency.masterfile import pack
from tenprint.api.gallery.app import create_app
from tenprint.api.gallery.service import Service
from tenprint.api.osia.tokens import SCOPES, Tokens
from tenprint.clock import SystemClock
from tenprint.errors import ConfigurationError
from tenprint.runtime.index import IndexSection
from tenprint.search.shards import Place, ProcessBackend, ShardedGallery

REPOSITORIES = ("criminal", "immigration")
IN_SHARDS = IndexSection(kind="shards", shards=3, copies=1)


@pytest.fixture(autouse=True)
def _minutiae(monkeypatch: pytest.MonkeyPatch) -> None:
    Booked.patch_capture(monkeypatch)


@contextlib.contextmanager
def services(folder: Path):
    """Yield the sections of two repositories, each with a gallery's service of its own."""
    with contextlib.ExitStack() as stack:
        sections = {}
        for role in REPOSITORIES:
            state = folder / f"{role}-service"
            gallery = ShardedGallery(state / "shards", 2, copies=2)
            service = stack.enter_context(Service(gallery, state))
            tokens = Tokens.at(state / "token.key")
            url = stack.enter_context(serving(create_app(service, tokens)))
            (state / "token").write_text(tokens.issue(role, SCOPES, SystemClock().now(), hours=2) + "\n")
            sections[role] = IndexSection(kind="service", url=url, token=str(state / "token"))
        yield sections


@pytest.fixture(params=["process", "shards", "copies", "service"])
def galleries(request, tmp_path: Path):
    if request.param == "service":
        with services(tmp_path) as sections:
            yield sections
        return
    section = {
        "process": IndexSection(),
        "shards": IN_SHARDS,
        "copies": IndexSection(kind="shards", shards=2, copies=2, cluster="threads"),
    }[request.param]
    yield dict.fromkeys(REPOSITORIES, section)


@pytest.fixture
def coverage(request, galleries: dict) -> str:
    kind = request.node.callspec.params["galleries"]
    return {"process": "1 of 1", "shards": "3 of 3", "copies": "2 of 2", "service": "2 of 2"}[kind]


def search_of(agencies: Booked, correlation: str):
    [row] = agencies.rows("criminal", criminal_search, criminal_search.c.correlation == correlation)
    return row


def second_of(agencies: Booked, correlation: str):
    [row] = agencies.rows("immigration", immigration_search, immigration_search.c.correlation == correlation)
    return row


def test_a_booking_end_to_end(tmp_path: Path, galleries: dict, coverage: str) -> None:
    agencies = Booked(tmp_path / "agencies", galleries=galleries)
    number, earlier = agencies.file_arrest(7)
    fin = agencies.file_encounter(7)
    hit, stranger = agencies.book(7, "TCN0000000007"), agencies.book(8, "TCN0000000008")
    assert (search_of(agencies, hit).band, search_of(agencies, hit).fbi_number) == ("lights_out", number)
    assert (second_of(agencies, hit).outcome, second_of(agencies, hit).fin) == ("match", fin)
    row = search_of(agencies, stranger)
    assert (row.band, row.identified) == ("no_match", False)
    assert row.coverage == f"{coverage} shards, 2 subjects"
    assert second_of(agencies, stranger).outcome == "no_match"
    again = agencies.book(8, "TCN0000000108")
    assert search_of(agencies, again).fbi_number == row.fbi_number != number
    assert agencies.criminal.masterfile.catch_up() == 1
    agencies.close()

    agencies = Booked(tmp_path / "agencies", galleries=galleries)  # started again: it has all, and nothing twice
    assert agencies.criminal.masterfile.catch_up() == 0
    held = sorted(agencies.criminal.masterfile.gallery)
    assert held == sorted(row.holder for row in agencies.rows("criminal", criminal_encounter))
    assert len(held) == 4

    agencies.act("criminal", "clerk.c", expunge_subject, number, "Circuit Court 22-1")
    agencies.run()
    assert agencies.criminal.masterfile.erase_ended() == 2
    for holder in (hit, earlier):
        assert holder not in agencies.criminal.masterfile.gallery
    assert agencies.rows("criminal", removal) == []
    folders = [tmp_path / "agencies/criminal", *tmp_path.glob("criminal-service")]  # the other one keeps its own
    kept = b"".join(bytes_in(folder) for folder in folders)
    for trace in (name_of(7).encode(), *pack(prints_of(7)).values()):
        assert trace not in kept
    once_more = agencies.book(7, "TCN0000000207")
    row = search_of(agencies, once_more)
    assert (row.band, row.identified) == ("no_match", False)
    agencies.close()


def test_a_shard_killed_before_a_search_costs_no_hit_and_no_wrong_answer(tmp_path: Path) -> None:
    agencies = Booked(tmp_path, galleries=dict.fromkeys(REPOSITORIES, IN_SHARDS))
    numbers = {person: agencies.file_arrest(person)[0] for person in range(1, 7)}
    backend = agencies.criminal.masterfile.gallery.gallery._fleet.backend
    assert isinstance(backend, ProcessBackend)
    for person, number in numbers.items():
        os.kill(backend.submit(Place(person % 3, 0), "process").result(), signal.SIGKILL)
        row = search_of(agencies, agencies.book(person, f"TCN000000000{person}"))
        assert (row.band, row.fbi_number) == ("lights_out", number)
        assert row.coverage.startswith("3 of 3 shards")
    agencies.close()


def test_another_kind_of_gallery_is_filled_and_the_former_one_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "agencies"
    number = None
    with services(tmp_path) as sections:
        kinds = [
            {},
            dict.fromkeys(REPOSITORIES, IndexSection(kind="shards", shards=2, cluster="threads")),
            sections,
            {},
        ]
        for turn, galleries in enumerate(kinds):
            agencies = Booked(folder, galleries=galleries)
            if number is None:
                number, _ = agencies.file_arrest(7)
            row = search_of(agencies, agencies.book(7, f"TCN000000000{turn}"))
            assert (row.band, row.fbi_number) == ("lights_out", number)
            agencies.close()
            there = {path.name for path in (folder / "criminal").iterdir() if path.name.startswith("gallery")}
            assert there == [{"gallery"}, {"gallery-shards"}, set(), {"gallery"}][turn]


def test_two_repositories_cannot_share_a_service(tmp_path: Path) -> None:
    with services(tmp_path) as sections:
        first = Booked(tmp_path / "first", galleries=sections)
        first.file_arrest(7)
        first.criminal.masterfile.catch_up()
        first.immigration.masterfile.catch_up()
        other = Booked(tmp_path / "other", galleries={"criminal": sections["criminal"]})
        with pytest.raises(ConfigurationError, match="another repository"):
            other.criminal.masterfile.catch_up()
        correlation = other.book(7, "TCN0000000007")
        assert search_of(other, correlation).band is None  # it waits; it is no match for nobody
        assert list(first.criminal.masterfile.gallery) == ["person:7:arrest:1"]
        first.close()
        other.close()


def test_a_section_that_makes_no_sense_is_refused(tmp_path: Path) -> None:
    for section in (
        IndexSection(kind="service"),
        IndexSection(kind="service", url="http://127.0.0.1:1", token="missing"),
        IndexSection(kind="shards", hosts=["a"]),
        IndexSection(kind="shards", patience=0),
    ):
        with pytest.raises(ConfigurationError):
            Booked(tmp_path / "agencies", galleries={"criminal": section})


@pytest.mark.parametrize("tot", ["TPIS", "TPRS"])
@pytest.mark.parametrize("section", [IndexSection(), IN_SHARDS])
def test_a_list_of_candidates_has_every_number_of_a_person(tmp_path: Path, section: IndexSection, tot: str) -> None:
    """Several records of one person are what a consolidation begins with; an identification needs but one."""
    agencies = Booked(tmp_path, galleries={"criminal": section})
    numbers = [agencies.file_arrest(1)[0]]
    for year in range(2006, 2010):
        holder = f"person:1:arrest:{year}"
        with agencies.criminal.unit(cause=holder, actor="loader") as unit:
            numbers.append(records.new_subject(unit))
            arrest = records.Arrest(name_of(1), "19700101", "M", "YY", f"{year}0101", ORI, [])
            records.add_encounter(unit, holder, numbers[-1], arrest)
            agencies.criminal.masterfile.enrol(unit.connection, holder, pack(prints_of(1, holder)))
    for person in range(2, 8):
        agencies.file_arrest(person)
    parsed = transaction.read(agencies.car(1, "TCN0000000001"))
    parsed["1.004"], parsed["2.006"] = tot, "DESK ONE"
    correlation = submit(agencies.booking, parsed.to_bytes(), user="officer.booking").correlation
    agencies.run()
    with agencies.booking.database.read() as connection:
        row = connection.execute(select(booking_answer).where(booking_answer.c.correlation == correlation)).one()
        answer = agencies.booking.vault.open(connection, correlation, row.data, context="answer").decode("latin-1")
    assert [number in answer for number in numbers] == [True] * 5
    agencies.close()
