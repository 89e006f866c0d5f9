"""Random histories of bookings, retention and orders: what is to be gone is gone everywhere, what is not stays."""

from __future__ import annotations

import shutil
import tempfile
from itertools import count
from pathlib import Path

import pytest
from booked_agencies import Booked, bytes_in, name_of, person_bytes, prints_of
from hypothesis import given
from hypothesis import strategies as st
from invariant_settings import PATIENCE, examples
from sqlalchemy import select

from tenprint.accountability.audit import audit
from tenprint.accountability.export import export, verify
from tenprint.agency.correlation import correlate
from tenprint.agency.criminal.tables import criminal_encounter
from tenprint.agency.keeping.expunge import expunge_bookings, expunge_subject
from tenprint.agency.keeping.retain import retain
from tenprint.agency.masterfile import pack
from tenprint.cases.opening import case_number
from tenprint.errors import TenprintError
from tenprint.storage.vault import holder_key

pytestmark = [pytest.mark.invariant, pytest.mark.timeout(PATIENCE)]
ROLES = ("booking", "state", "criminal", "immigration", "enforcement")
DAY = 86400
persons = count(1)


@pytest.fixture(scope="module")
def world():
    patch = pytest.MonkeyPatch()
    Booked.patch(patch)
    folder = Path(tempfile.mkdtemp(prefix="tenprint-keeping-"))
    agencies = Booked(folder)
    yield agencies
    agencies.close()
    shutil.rmtree(folder)
    patch.undo()


def keys(agencies, role, holder):
    return agencies.rows(role, holder_key, holder_key.c.holder == holder)


def traces(agencies, person, *, first, second):
    """Whatever of a person lies in any file, opened with every key that is left."""
    stored = bytes_in(agencies.folder) + b"".join(opened(agencies))
    found = [name_of(person).encode() in stored, person_bytes(person) in stored]
    if first and second:
        found += [data in stored for data in pack(prints_of(person)).values()]
    return found


def opened(agencies):
    """Every sealed value of every table, as far as it can still be opened by anybody."""
    from sqlalchemy import LargeBinary

    from tenprint.storage.schema import metadata

    for agency in agencies.agencies.values():
        with agency.database.read() as connection:
            holders = list(connection.scalars(select(holder_key.c.holder)))
            for table in metadata.sorted_tables:
                columns = [c for c in table.columns if isinstance(c.type, LargeBinary)]
                if not columns or table is holder_key or table.name.startswith("test_"):
                    continue
                for row in connection.execute(select(table)).mappings():
                    mine = [h for h in holders if h in {str(v) for v in row.values()}] or holders[-3:]
                    for column in columns:
                        yield from _open(agency, connection, mine, row[column.name])


CONTEXTS = (
    *("inbox", "outbox", "evidence", "submission", "answer", "request", "prints", "arrest", "encounter", "enrolment"),
    *("query", "level", "grounds", "claim", "research", "adjudication", "marks", "correction", "addressed"),
)


def _open(agency, connection, holders, sealed):
    for holder in holders:
        for context in CONTEXTS:
            try:
                plain = agency.vault.open(connection, holder, sealed, context=context)
            except TenprintError:
                continue
            if plain:
                yield plain


def step_some(agencies, steps):
    for role, delivers in steps:
        agency = agencies.agencies[role]
        agency.deliver() if delivers else agency.step()


STEPS = st.lists(st.tuples(st.sampled_from(ROLES), st.booleans()), max_size=14)


@examples(60)
@given(data=st.data())
def test_no_match_leaves_nothing_after_retention(world, data):
    person = next(persons)
    correlation = world.book(person, f"NOMATCH{person:06d}", run=False)
    step_some(world, data.draw(STEPS))
    retain(world.immigration)
    world.run()
    world.clock.advance(data.draw(st.integers(0, 3)) * DAY)
    retain(world.immigration)
    assert not keys(world, "immigration", correlation)
    stored = bytes_in(world.folder / "immigration")
    for trace in (name_of(person).encode(), person_bytes(person), *pack(prints_of(person)).values()):
        assert trace not in stored
    world.clock.advance(181 * DAY)
    for agency in world.agencies.values():
        retain(agency)
    for role in ("booking", "state", "enforcement"):
        assert not keys(world, role, correlation), role
    assert keys(world, "criminal", correlation), "the arrest is a record until it is expunged"


@examples(60)
@given(data=st.data())
def test_an_expunged_person_is_nowhere_whenever_the_order_comes(world, data):
    person, other = next(persons), next(persons)
    on_file, in_flight = data.draw(st.booleans()), data.draw(st.booleans())
    fin = world.file_encounter(person) if on_file else None
    correlation = world.book(person, f"EXPUNGE{person:06d}", run=False)
    world.book(other, f"OTHERS{other:07d}", run=False)
    if in_flight:
        step_some(world, data.draw(STEPS))
    else:
        world.run()
    world.act("booking", "clerk.b", expunge_bookings, [correlation], f"Court {person}")
    if on_file:
        world.act("immigration", "clerk.i", expunge_subject, fin, f"Court {person}")
    world.run()
    for role in ROLES:
        retain(world.agencies[role])
    for repository in (world.criminal, world.immigration):
        repository.masterfile.catch_up()
        assert correlation not in repository.masterfile.gallery
    for role in ROLES:
        assert not keys(world, role, correlation), role
    assert not any(traces(world, person, first=True, second=True))
    assert world.rows("criminal", criminal_encounter, criminal_encounter.c.holder == correlate_other(other))
    assert world.state(case_number(correlation)) in ("none", "closed")


def correlate_other(other):
    from case_agencies import ORI

    return correlate(ORI, f"OTHERS{other:07d}")


@examples(30)
@given(data=st.data())
def test_the_audit_of_any_history_proves_itself_and_any_change_shows(world, data):
    role = data.draw(st.sampled_from(ROLES))
    agency = world.agencies[role]
    with agency.database.write() as connection:
        exported = export(connection, role, agency.audit_key, world.clock.now())
        entries = len(connection.execute(select(audit.c.sequence)).all())
    assert verify(exported, agency.audit_key.public).entries == entries
    position = data.draw(st.integers(0, len(exported) - 1))
    value = data.draw(st.integers(1, 255))
    altered = bytearray(exported)
    altered[position] ^= value
    with pytest.raises(TenprintError):
        verify(bytes(altered), agency.audit_key.public)
    with pytest.raises(TenprintError):
        verify(exported[:position], agency.audit_key.public)
    assert b"ZYXWV" not in exported
