"""What an audit entry says, and that nothing happens where it cannot be written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from case_agencies import ORI, Agencies

from tenprint.accountability import audit
from tenprint.exchange import unit as units
from tenprint.exchange.tables import outbox
from tenprint.policy import PolicyStore
from tenprint.policy.retention import OUTCOMES, ROLES


@pytest.fixture
def agencies(tmp_path):
    agencies = Agencies(tmp_path)
    yield agencies
    agencies.close()


def test_an_entry_says_who_what_when_where_why_and_for_which_agency(agencies):
    with agencies.booking.unit(cause="c", actor="clerk.cole") as unit:
        unit.audit("record:read", f"{ORI}:TCN0000000001", purpose="criminal", outcome="refused")
    with agencies.booking.database.read() as connection:
        [entry] = audit.entries(connection)
    assert (entry.user, entry.agency, entry.ori) == ("clerk.cole", "booking", ORI)
    assert (entry.action, entry.object, entry.purpose) == ("record:read", f"{ORI}:TCN0000000001", "criminal")
    assert entry.outcome == "refused"
    assert entry.at.tzinfo is not None
    assert "where" in audit.Entry.__struct_fields__


def test_hundredths_of_a_second_are_kept(agencies):
    agencies.clock.advance(0.25)
    with agencies.booking.unit(cause="c", actor="clerk") as unit:
        unit.audit("a:b", "x", purpose="criminal")
    with agencies.booking.database.read() as connection:
        [entry] = audit.entries(connection)
    assert entry.at == datetime(2010, 10, 1, 12, 0, 0, 250000, tzinfo=UTC)


def test_where_the_audit_cannot_be_written_nothing_happens(agencies, monkeypatch):
    from tenprint.agency.booking.requests import pass_claim_on

    def full(*_):
        raise OSError("the disk is full")

    monkeypatch.setattr(units, "append", full)
    with pytest.raises(OSError, match="full"):
        agencies.act("booking", "clerk", pass_claim_on, f"{ORI}:TCN0000000001", "person", "x")
    assert agencies.rows("booking", outbox) == []


def test_the_audit_is_kept_a_year_or_more():
    policy = PolicyStore().retention("2008-10")
    for role in ROLES:
        for outcome in OUTCOMES:
            kept = policy.keep(role=role, purpose="criminal", outcome=outcome, data="audit").keep_days
            assert kept is None or kept >= 365
