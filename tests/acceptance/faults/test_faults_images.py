"""Faults to survive, second part: what is wrong with the pictures. Real images, real extraction."""

from __future__ import annotations

import dataclasses

import msgspec
import numpy as np
import pytest
from booked_agencies import ORI, name_of
from sqlalchemy import select

from tenprint import imaging, transaction
from tenprint.agency.booking.submit import submit
from tenprint.agency.booking.tables import booking_answer
from tenprint.agency.criminal.tables import criminal_search
from tenprint.agency.masterfile import MasterFile, pack
from tenprint.agency.prints import capture
from tenprint.agency.repository import search
from tenprint.fingerprint.extraction import extract
from tenprint.policy import Band
from tenprint.simulate.prints import impression, master, slap
from tenprint.transaction import build

TCN = "TCN0000000001"
RIGHT, LEFT = (2, 3, 4, 5), (10, 9, 8, 7)
SEEDS = {"one": 31, "other": 32}


def master_of(person, finger):
    pattern = master(SEEDS["one"], finger=finger).pattern if person == "other" else None  # as like as twins are
    return master(SEEDS[person], finger=finger, pattern=pattern)


def taken(person, finger, occasion, kind):
    return impression(master_of(person, finger), occasion, kind=kind)


def hand(person, fingers, position):
    return slap([master_of(person, finger) for finger in fingers], 2, position=position).pixels


def picture(pixels, position, kind):
    return build.Print(imaging.encode_wsq(pixels, 500, 0.75), position, kind, pixels.shape[1], pixels.shape[0])


@pytest.fixture(scope="module")
def prints():
    """Rolled prints of a right hand, and slaps: of that hand, of the left one, of another person's right one."""
    rolled = {f: taken("one", f, 1, "rolled").pixels for f in RIGHT}
    found = {"rolled": [picture(pixels, f, 1) for f, pixels in rolled.items()], "pixels": rolled}
    found["slap"] = picture(hand("one", RIGHT, 13), 13, 0)
    found["left slap"] = picture(hand("one", LEFT, 14), 13, 0)
    found["left rolled"] = [picture(taken("one", f, 1, "plain").pixels, f, 1) for f in (7, 8)]
    found["others"] = {f: taken("other", f, 2, "plain") for f in RIGHT}
    found["other slap"] = picture(hand("other", RIGHT, 13), 13, 0)
    return found


@pytest.fixture
def agencies(agencies):
    agencies.criminal.capture = capture
    return agencies


def answered(agencies, images, amputated=()):
    """Submit these images; return the answer at the booking agency."""
    fields = {"2.005": "Y", "2.018": name_of(1), "2.020": "YY", "2.022": "19700101", "2.024": "M", "2.025": "W"}
    fields |= {"2.027": "510", "2.029": "170", "2.031": "BRO", "2.032": "BRO", "2.045": "20101001"}
    fields |= {"2.047": [("20101001", "BURGLARY")], "2.070": "Y"}
    if amputated:
        fields["2.084"] = list(amputated)
    car = build.car(fields, images, ori=ORI, dai="MOSIR0000", tcn=TCN, now=agencies.clock.now())
    submit(agencies.booking, car.to_bytes(), user="officer.booking")
    agencies.run()
    with agencies.booking.database.read() as connection:
        row = connection.execute(select(booking_answer)).one()
        data = agencies.booking.vault.open(connection, row.correlation, row.data, context="answer")
    return transaction.read(data)


def rejected(agencies, images):
    """What the booking agency is told of a rejected submission; no search was begun."""
    answer = answered(agencies, images)
    assert answer.tot == "ERRT"
    assert not agencies.rows("criminal", criminal_search)
    return answer.text("2.060")


def test_good_prints_are_accepted(agencies, prints):
    assert answered(agencies, [*prints["rolled"], prints["slap"]]).tot == "SRE"


@pytest.mark.parametrize("hostile", ["enormous", "truncated", "noise", "endless table"])
def test_hostile_wsq(agencies, prints, hostile):
    good = prints["rolled"][0]
    data = {
        "enormous": good.data.replace(
            good.height.to_bytes(2, "big") + good.width.to_bytes(2, "big"), b"\xff\xff\xff\xff"
        ),
        "truncated": good.data[: len(good.data) // 3],
        "noise": good.data[:200] + np.random.default_rng(1).bytes(5000),
        "endless table": good.data[:2] + b"\xff\xa4\xff\xff" + b"\x00" * 500,
    }[hostile]
    broken = dataclasses.replace(good, data=data)
    assert "no finger is usable" in rejected(agencies, [broken])


def test_one_hostile_wsq_among_good_images_costs_its_finger_only(agencies, prints):
    broken = dataclasses.replace(prints["rolled"][0], data=prints["rolled"][0].data[:300])
    assert answered(agencies, [broken, *prints["rolled"][1:]]).tot == "SRE"


def test_wrong_hand_slap(agencies, prints):
    words = rejected(agencies, [*prints["rolled"], *prints["left rolled"], prints["left slap"]])
    assert "left index matches right little of the slap" in words


def test_missing_or_bandaged_finger(agencies, prints):
    """One finger is missing, another bandaged: both are said in 2.084, and the rest is searched."""
    blank = np.full((750, 800), 255, np.uint8)
    images = [*prints["rolled"][1:], picture(blank, 1, 1)]
    answer = answered(agencies, images, amputated=[("02", "XX"), ("01", "UP")])
    assert answer.tot == "SRE"
    with agencies.criminal.database.read() as connection:
        row = connection.execute(select(criminal_search)).one()
        kept = agencies.criminal.vault.open(connection, row.correlation, row.prints, context="prints")
    assert sorted(msgspec.msgpack.decode(kept, type=dict[int, bytes])) == [3, 4, 5]


@pytest.mark.parametrize("times", [2, 3])
def test_wrong_resolution(agencies, prints, times):
    """Scanned at 1000 ppi or more, said to be of 500."""
    larger = [np.kron(prints["pixels"][f], np.ones((times, times), np.uint8)) for f in RIGHT[:2]]
    images = [picture(pixels, f, 1) for pixels, f in zip(larger, RIGHT, strict=False)]
    assert "resolution" in rejected(agencies, images)


def test_two_people_in_one_file(agencies, prints):
    assert "two people" in rejected(agencies, [*prints["rolled"], prints["other slap"]])


def test_near_twin_prints(agencies, prints, tmp_path):
    """Another person with the same patterns on the same fingers is not found lights-out, and not at all by policy."""
    file = MasterFile(tmp_path / "gallery", agencies.criminal.database, agencies.criminal.vault)
    templates = {f: extract(pixels, 500, position=f, impression=1) for f, pixels in prints["pixels"].items()}
    with agencies.criminal.database.write() as connection:
        file.enrol(connection, "one", pack(templates))
    bands = agencies.policies.bands(at=agencies.clock.now())
    twin = {f: extract(one.pixels, 500, position=f) for f, one in prints["others"].items()}
    own = {f: extract(taken("one", f, 3, "plain").pixels, 500, position=f) for f in RIGHT}
    assert search(file, pack(twin), bands).band is not Band.LIGHTS_OUT
    found = search(file, pack(own), bands)
    assert [holder for holder, _ in found.candidates] == ["one"]
    file.close()
