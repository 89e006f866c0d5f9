"""The OSIA face over shards: the same answers, nothing lost on the way to them and back, erased in every copy."""

from __future__ import annotations

import os
import signal
import time

from booked_agencies import bytes_in
from osia_client import encounter, osia, picture
from sqlalchemy import select

from tenprint.api.osia.tables import encounter as encounter_table
from tenprint.api.osia.tables import pending
from tenprint.runtime.index import IndexSection
from tenprint.search.shards import Place

IN_SHARDS = IndexSection(kind="shards", shards=2, copies=2)
T = {"transactionId": "T1"}


def candidates(client, person):
    body = {"filter": {}, "biometricData": [picture(person, 2, 9), picture(person, 7, 9)]}
    answer = client.post("/v1/identify/MAIN", params=T, json=body)
    assert answer.status_code == 200, answer.text
    return [candidate["personId"] for candidate in answer.json()]


def add(client, person):
    body = encounter(*(picture(person, finger, 1) for finger in (2, 7)))
    assert client.post(f"/v1/persons/P{person}/encounters/E1", params=T, json=body).status_code == 200


def test_shards_answer_as_one_gallery_and_are_filled_when_they_are_chosen(tmp_path):
    with osia(tmp_path) as (store, client, _):
        for person in (11, 12):
            add(client, person)
        assert candidates(client, 12) == ["P12"]
    with osia(tmp_path, galleries=IN_SHARDS) as (store, client, _):
        assert candidates(client, 12) == ["P12"]
        assert len(store.galleries.get("MAIN")) == 2
        assert [path.name.endswith("-shards") for path in (tmp_path / "galleries").iterdir()] == [True]
        add(client, 13)
        assert candidates(client, 13) == ["P13"]
        fleet = store.galleries.get("MAIN").gallery._fleet
        for shard in (0, 1):
            os.kill(fleet.backend.submit(Place(shard, 0), "process").result(), signal.SIGKILL)
        assert candidates(client, 77) == []  # it waited, or another copy answered
        ends = time.monotonic() + 60
        while any(copy.state != "current" for copy in fleet.copies()):
            assert time.monotonic() < ends
            time.sleep(0.05)
        with store.database.read() as connection:
            [uid] = connection.scalars(select(encounter_table.c.uid).where(encounter_table.c.person == "P12"))
        assert uid.encode() in bytes_in(tmp_path / "galleries")
        assert client.delete("/v1/persons/P12", params=T).status_code == 204
        assert candidates(client, 12) == []
        with store.database.read() as connection:
            assert connection.execute(select(pending)).all() == []
        assert uid.encode() not in bytes_in(tmp_path / "galleries")
        assert store.galleries.get("MAIN").gallery.verify() == []
        assert len(store.galleries.get("MAIN")) == 2
    with osia(tmp_path) as (store, client, _):
        assert (candidates(client, 11), candidates(client, 12), candidates(client, 13)) == (["P11"], [], ["P13"])
        assert [path.name.endswith("-shards") for path in (tmp_path / "galleries").iterdir()] == [False]
