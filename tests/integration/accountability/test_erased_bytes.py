"""A destroyed key is in no byte of any file: database, free pages, write-ahead log, gallery, log.

Sealed data says nothing without its key. So these tests look for the wrapped key itself, as bytes, in every file.
"""

from __future__ import annotations

import io
import logging

import pytest
import structlog
from booked_agencies import Booked, bytes_in, name_of, person_bytes, prints_of
from sqlalchemy import select

from tenprint.agency.keeping.expunge import expunge_subject
from tenprint.agency.keeping.retain import retain
from tenprint.agency.masterfile import pack
from tenprint.errors import TenprintError
from tenprint.storage.vault import holder_key

ROLES = ("booking", "state", "criminal", "immigration", "enforcement")


@pytest.fixture
def agencies(tmp_path, monkeypatch):
    Booked.patch(monkeypatch)
    world = Booked(tmp_path)
    yield world
    world.close()


def wrapped(agencies, *holders):
    """The wrapped keys of holders, as they lie in the databases now."""
    found = []
    for agency in agencies.agencies.values():
        with agency.database.read() as connection:
            query = select(holder_key.c.wrapped_key).where(holder_key.c.holder.in_(holders))
            found += connection.scalars(query).all()
    return found


def test_the_key_of_an_expunged_person_is_in_no_byte_of_any_file(agencies):
    number, holder = agencies.file_arrest(7)
    fin = agencies.file_encounter(7)
    correlation = agencies.book(7, "TCN0000000007")
    agencies.book(8, "TCN0000000008")  # somebody else stays
    own = wrapped(agencies, correlation, holder, *(f"person:7:encounter:{i}" for i in range(2)))
    others = wrapped(agencies, "MO5109000:TCN0000000008")
    stored = bytes_in(agencies.folder)
    assert len(own) >= 7
    assert all(key in stored for key in own + others), "the search would find them"
    agencies.act("criminal", "clerk.c", expunge_subject, number, "Circuit Court 1")
    agencies.act("immigration", "clerk.i", expunge_subject, fin, "Circuit Court 1")
    agencies.run()
    for repository in (agencies.criminal, agencies.immigration):
        repository.masterfile.catch_up()
    stored = bytes_in(agencies.folder)
    assert sum(key in stored for key in own) == 0
    assert all(key in stored for key in others)
    for trace in (name_of(7).encode(), person_bytes(7), *pack(prints_of(7)).values()):
        assert trace not in stored


def test_the_key_of_a_search_that_found_nothing_is_gone_after_its_retention(agencies):
    correlation = agencies.book(1, "TCN0000000001")
    with agencies.immigration.database.read() as connection:
        query = select(holder_key.c.wrapped_key).where(holder_key.c.holder == correlation)
        key = connection.scalar(query)
    assert key in bytes_in(agencies.folder / "immigration")
    agencies.clock.advance(86400)
    retain(agencies.immigration)
    assert key not in bytes_in(agencies.folder / "immigration")


def test_a_reader_of_old_pages_holds_the_scrub_up_and_the_next_write_does_it(agencies):
    correlation = agencies.book(1, "TCN0000000001")
    database = agencies.immigration.database
    with database.read() as reader:
        key = reader.scalar(select(holder_key.c.wrapped_key).where(holder_key.c.holder == correlation))
        agencies.clock.advance(86400)
        retain(agencies.immigration)
        assert key in bytes_in(agencies.folder / "immigration")
    with database.write():
        pass
    assert key not in bytes_in(agencies.folder / "immigration")


def test_no_log_line_names_the_person(agencies):
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    before = structlog.get_config()
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()],
        logger_factory=structlog.PrintLoggerFactory(text),
        cache_logger_on_first_use=False,
    )
    logging.getLogger().addHandler(handler)
    try:
        number, _holder = agencies.file_arrest(7)
        agencies.file_encounter(7)
        correlation = agencies.book(7, "TCN0000000007")
        with pytest.raises(TenprintError):
            agencies.criminal.receive(b"rubbish " + name_of(7).encode())
        agencies.act("criminal", "clerk.c", expunge_subject, number, "Circuit Court 1")
        agencies.run()
        agencies.clock.advance(40 * 3600)
        from tenprint.agency.chores import do_chores

        for role in ROLES:
            do_chores(agencies.agencies[role])
    finally:
        structlog.configure(**before)
        logging.getLogger().removeHandler(handler)
    assert "message refused" in text.getvalue(), "the log was listened to"
    assert name_of(7) not in text.getvalue()
    assert correlation
