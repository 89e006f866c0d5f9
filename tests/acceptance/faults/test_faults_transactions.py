"""Faults to survive, first part: what is wrong with a file. Each is refused with a reason, and nothing is changed."""

from __future__ import annotations

import pytest
from booked_agencies import ORI
from sqlalchemy import select

from tenprint.agency.booking.submit import submit
from tenprint.agency.booking.tables import booking_answer
from tenprint.agency.criminal.tables import criminal_search
from tenprint.errors import ConflictError, LimitError, TransactionError
from tenprint.exchange.tables import evidence
from tenprint.transaction import read
from tenprint.transaction.limits import Limits

TCN = "TCN0000000001"


def refused_without_a_change(agencies, data, error=TransactionError):
    before = agencies.counts()
    with pytest.raises(error) as found:
        submit(agencies.booking, data, user="officer.booking")
    assert agencies.counts() == before
    return str(found.value)


def test_duplicate_tcn(agencies):
    data = agencies.car(1, TCN)
    first = submit(agencies.booking, data, user="officer.booking")
    agencies.run()
    before = agencies.counts()
    again = submit(agencies.booking, data, user="officer.booking")
    agencies.run()
    assert (again.correlation, first.new, again.new) == (first.correlation, True, False)
    assert agencies.counts() == before
    assert len(agencies.rows("criminal", criminal_search)) == 1


def test_same_tcn_with_other_content(agencies):
    agencies.book(1, TCN)
    with pytest.raises(ConflictError):
        submit(agencies.booking, agencies.car(2, TCN), user="officer.booking")
    agencies.run()
    [kept] = agencies.rows("booking", evidence)
    assert "used before for other content" in kept.reason
    assert agencies.alarms("booking") == ["refused"]
    assert len(agencies.rows("criminal", criminal_search)) == 1
    with agencies.booking.database.read() as connection:
        assert len(list(connection.scalars(select(booking_answer.c.sequence)))) == 1


@pytest.mark.parametrize("share", [0.0, 0.01, 0.1, 0.5, 0.9, 0.999])
def test_truncated_record(agencies, share):
    data = agencies.car(1, TCN)
    refused_without_a_change(agencies, data[: int(share * len(data))])


def test_oversized_record(agencies):
    data = agencies.car(1, TCN)
    with pytest.raises(LimitError):
        read(data, limits=Limits(file_bytes=len(data) - 1))
    assert "larger" in refused_without_a_change(agencies, data + b"\x00" * (Limits().file_bytes + 1), LimitError)


@pytest.mark.parametrize("length", ["00000001", "99999999", "-0000001", "00000O10"])
def test_wrong_len(agencies, length):
    data = agencies.car(1, TCN)
    start = data.index(b"2.001:") + len(b"2.001:")
    end = data.index(b"\x1d", start)
    refused_without_a_change(agencies, data[:start] + length.encode() + data[end:])


@pytest.mark.parametrize(("listed", "instead"), [(b"\x1f02", b"\x1f07"), (b"\x1f00\x1e", b"\x1f00\x1e4\x1f02\x1e")])
def test_wrong_idc_counts(agencies, listed, instead):
    """1.003 CNT lists records that are not there, or not those that are."""
    data = agencies.car(1, TCN)
    start = data.index(b"1.003:")
    end = data.index(b"\x1d", start)
    content = data[start:end]
    broken = content.replace(listed, instead, 1) if listed in content else content + b"\x1e4\x1f09"
    refused_without_a_change(agencies, data[:start] + broken + data[end:])


def test_a_file_that_was_refused_can_be_corrected_and_sent_under_the_same_tcn(agencies):
    data = agencies.car(1, TCN)
    refused_without_a_change(agencies, data[:-100])
    correlation = submit(agencies.booking, data, user="officer.booking").correlation
    agencies.run()
    assert correlation == f"{ORI}:{TCN}"
    assert len(agencies.rows("booking", booking_answer)) == 1
