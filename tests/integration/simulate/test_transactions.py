"""Files of synthetic bookings: as a live-scan device sends them, the same bytes for the same seed."""

import json

import msgspec
import pytest
from typer.testing import CliRunner

from tenprint.cli.simulate import app
from tenprint.simulate.population import World
from tenprint.simulate.world.files import booking_file
from tenprint.transaction import read
from tenprint.transaction.validate import validate


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("bookings") / "out"
    result = CliRunner().invoke(app, ["transactions", str(out), "--count", "2", "--no-cards", "--difficulty", "good"])
    assert result.exit_code == 0, result.output
    return out


def test_fourteen_images_without_findings(folder):
    truths = json.loads((folder / "truth.json").read_bytes())
    assert len(truths) == 2
    for truth in truths:
        sent = read(folder / truth["name"])
        assert validate(sent) == []
        assert sorted(image.position for image in sent.images) == sorted(truth["positions"])
        assert set(range(1, 15)) - set(truth["positions"]) <= {int(finger) for finger in truth["missing"]} | {11, 12}
        assert {image.decode().pixels.shape for image in sent.images if image.position in (13, 14)} == {(1500, 1600)}
        assert truth["truth"]["policy_version"]


def test_the_same_seed_gives_the_same_bytes(folder):
    (first, *_) = World(7).bookings(1)
    assert booking_file(7, first, difficulty="good").data == (folder / "TP00000700000000.ebts").read_bytes()


def test_missing_fingers_are_in_no_image():
    (first, *_) = World(7).bookings(1)
    without = msgspec.structs.replace(first, missing={6: "XX", 2: "UP"})
    made = booking_file(7, without, difficulty="good")
    assert set(made.positions) == {*range(1, 15)} - {2, 6, 12}
    sent = read(made.data)
    assert validate(sent) == []
    assert sorted(sent["2.084"].subfields) == [["02", "UP"], ["06", "XX"]]


def test_a_folder_with_something_in_it_is_left_alone(folder):
    before = sorted(path.name for path in folder.iterdir())
    result = CliRunner().invoke(app, ["transactions", str(folder)])
    assert result.exit_code != 0
    assert sorted(path.name for path in folder.iterdir()) == before
