"""A sender's minutiae in Type-9 records: read quickly where they are well formed, with care where not."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import msgspec
import numpy as np
import pytest

from tenprint import transaction
from tenprint.agency.criminal.accept import prepare
from tenprint.agency.criminal.check import problems
from tenprint.agency.features import _quick, given_features
from tenprint.agency.prints import capture
from tenprint.exchange.envelope import Envelope
from tenprint.exchange.messages import Submission
from tenprint.exchange.partners import EVERY_ORI, Partner, PartnerRegister
from tenprint.fingerprint.template.interchange import from_record, to_record
from tenprint.simulate.gallery import generate
from tenprint.simulate.load.files import booking_files
from tenprint.transaction.minutiae import read_record, write_record


@pytest.fixture(scope="module")
def templates():
    return generate(0, 1, 5, kind="rolled").fingers(0)


def test_the_quick_reader_reads_what_the_careful_one_reads(templates):
    for template in templates.values():
        record = write_record(to_record(template, "m1"), "m1")
        quick, careful = _quick(record), from_record(read_record(record))
        for name in ("x", "y", "direction", "kind", "quality"):
            assert np.array_equal(getattr(quick, name), getattr(careful, name)), name
        for name in ("width", "height", "position", "impression", "finger_quality", "source"):
            assert getattr(quick, name) == getattr(careful, name), name


def test_what_is_not_well_formed_is_not_read_quickly(templates):
    record = write_record(to_record(templates[1], "m1"), "m1")
    record[137] = [("001", "900", "10", "5", "1", "60")]  # outside of the image
    assert _quick(record) is None
    record[137] = [("001", "x", "10", "5", "1", "60")]
    assert _quick(record) is None
    built = transaction.Transaction([record]) if hasattr(transaction, "Transaction") else None
    if built is not None:
        found = []
        assert given_features(built, found) == {}
        assert found


def test_trusted_minutiae_stand_in_the_place_of_extraction():
    data = next(booking_files(range(1), 1, prefix="FEATURES", images=1))
    taken = capture(transaction.read(data), features=True)
    assert sorted(taken.templates) == list(range(1, 11))
    assert {template.source for template in taken.templates.values()} == {"m1"}
    assert {template.source for template in capture(transaction.read(data)).templates.values()} != {"m1"}


@pytest.mark.parametrize("trusted", [frozenset(), frozenset({"MO0000000"}), frozenset({"own"}), frozenset({EVERY_ORI})])
def test_whose_minutiae_are_taken_as_given_stands_in_the_register(trusted):
    data = next(booking_files(range(1), 1, prefix="FEATURES", images=1))
    parsed = transaction.read(data)
    trusted = frozenset({parsed.ori}) if trusted == {"own"} else trusted
    agency = SimpleNamespace(
        capture=capture, partners=PartnerRegister([Partner("state", "state", {}, minutiae=trusted)])
    )
    envelope = Envelope(
        id="1",
        type="submission",
        sender="state",
        receiver="criminal",
        purpose="criminal",
        correlation=f"{parsed.ori}:{parsed.tcn}",
        causation=None,
        priority=4,
        sent_at=datetime.now(UTC),
        payload=msgspec.msgpack.encode(Submission(data)),
    )
    checked = prepare(agency, envelope)
    assert checked.errors == []
    as_given = {template.source for template in checked.captured.templates.values()} == {"m1"}
    assert as_given == bool(trusted & {parsed.ori, EVERY_ORI})


def test_types_that_are_not_processed_say_what_to_do():
    data = next(booking_files(range(1), 1, prefix="FEATURES", images=1))
    parsed = transaction.read(data)
    for tot in ("TPIS", "TPRS", "RPIS", "CAR"):
        parsed["1.004"] = tot
        assert problems(parsed) == []
    parsed["1.004"] = "LFIS"
    assert "latent prints are not searched here" in problems(parsed)[0]
