from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, insert, select

from tenprint.console.framework.events import message
from tenprint.console.framework.paging import newest_first
from tenprint.console.framework.words import duration, slug, unslug


@pytest.mark.parametrize("key", ["MO0953100:A/B", "MO0953100:a~2Fb", "MO0953100:~", "x y?z#"])
def test_a_key_survives_its_way_through_a_path(key):
    from urllib.parse import unquote

    part = slug(key)
    assert "/" not in part
    assert "?" not in part
    assert unslug(unquote(part)) == key


def test_durations_in_two_units():
    assert duration(timedelta(hours=49, minutes=3)) == "2 d 1 h"
    assert duration(-75) == "−1 min 15 s"


def test_pages_of_a_list_meet_without_gap_or_repetition():
    table = Table("t", MetaData(), Column("sequence", Integer, primary_key=True))
    engine = create_engine("sqlite://")
    table.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(table), [{"sequence": n} for n in range(1, 24)])
        seen, before = [], None
        while True:
            found = newest_first(connection, select(table), table.c.sequence, before=before, size=5)
            seen += [row.sequence for row in found.rows]
            if found.older is None:
                break
            before = int(found.older.removeprefix("before="))
        assert seen == list(range(23, 0, -1))
        back = newest_first(connection, select(table), table.c.sequence, after=13, size=5)
        assert [row.sequence for row in back.rows] == [18, 17, 16, 15, 14]
        assert back.newer == "after=18"


def test_an_event_keeps_every_line():
    assert message("rows", "<p>\n</p>") == "event: rows\ndata: <p>\ndata: </p>\n\n"
