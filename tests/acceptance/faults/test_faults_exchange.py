"""Faults to survive, third part: what goes wrong between agencies, and with time."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from booked_agencies import ORI
from faulty import SkewedClock
from sqlalchemy import select

from tenprint.agency.booking.tables import booking_answer
from tenprint.agency.criminal.tables import criminal_search
from tenprint.agency.immigration.tables import immigration_search
from tenprint.cases.tables import case
from tenprint.exchange import states
from tenprint.exchange.machines import SECOND_SEARCH
from tenprint.exchange.messages import Answer, IdentifyAnswer, ImmigrationAlienResponse
from tenprint.exchange.tables import inbox, outbox
from tenprint.policy.activation import Suspension
from tenprint.transaction import read

TCN = "TCN0000000001"
HOUR = 3600.0


def second_search(agencies, correlation):
    with agencies.criminal.database.read() as connection:
        return states.current(connection, SECOND_SEARCH, correlation)


@pytest.mark.parametrize("seconds", [-26 * HOUR, -30.0, 30.0, 26 * HOUR])
@pytest.mark.parametrize("role", ["booking", "criminal", "immigration"])
def test_clock_skew(agencies, role, seconds):
    """An agency whose clock is wrong answers and is answered all the same."""
    agencies.agencies[role].clock = SkewedClock(agencies.clock, seconds)
    agencies.book(1, TCN)
    assert len(agencies.rows("booking", booking_answer)) == 1
    assert len(agencies.rows("immigration", immigration_search)) == 1


def test_a_clock_that_is_set_back_leaves_nothing_waiting_until_it_is_there_again(agencies):
    agencies.transport.silent.add("state")
    correlation = agencies.book(1, TCN)
    agencies.booking.clock = SkewedClock(agencies.clock, -30 * 24 * HOUR)
    agencies.transport.silent.clear()
    agencies.some_time()
    [answer] = agencies.rows("booking", booking_answer)
    assert answer.correlation == correlation


def test_a_repository_silent(agencies):
    """The first answer does not wait for the second repository; an alarm says that it is silent; nothing is lost."""
    agencies.transport.silent.add("immigration")
    correlation = agencies.book(1, TCN)
    assert len(agencies.rows("booking", booking_answer)) == 1
    assert second_search(agencies, correlation) == "asked"
    agencies.some_time(2 * HOUR)
    assert "late" in agencies.alarms("criminal")
    assert not agencies.rows("criminal", outbox, outbox.c.state == "dead")
    agencies.transport.silent.clear()
    agencies.some_time()
    assert second_search(agencies, correlation) == "no_match"
    assert agencies.alarms("criminal") == []


def test_a_silent_repository_keeps_no_other_partner_waiting(agencies):
    agencies.transport.silent.add("immigration")
    for number in range(1, 5):
        agencies.book(number, f"TCN000000000{number}")
    assert len(agencies.rows("booking", booking_answer)) == 4


def test_iar_late(agencies):
    """Four hours without an Immigration Alien Response raise an alarm; the late one is taken and passed on once."""
    agencies.file_encounter(1)
    correlation = agencies.book(1, TCN)
    [row] = agencies.rows("enforcement", case)
    assert second_search(agencies, correlation) == "acknowledged"
    agencies.clock.advance(4 * HOUR + 1)
    assert "late" in agencies.alarms("criminal")
    with agencies.enforcement.unit(cause="late", actor="tech.ames") as unit:
        response = ImmigrationAlienResponse(row.case, None, "tech.ames", "Research only.")
        unit.send("iar", "criminal", response, correlation=correlation, purpose="criminal")
    agencies.run()
    assert second_search(agencies, correlation) == "responded"
    assert "late" not in agencies.alarms("criminal")
    assert len(agencies.rows("state", inbox, inbox.c.type == "combined_answer")) == 1


def test_callback_lost(agencies):
    """The receiver has it and the sender was never told: it is sent again, and has its effect once."""
    agencies.transport.lost_confirmations = 8
    agencies.book(1, TCN)
    agencies.some_time()
    assert len(agencies.rows("booking", booking_answer)) == 1
    assert len(agencies.rows("criminal", criminal_search)) == 1
    assert len(agencies.rows("immigration", immigration_search)) == 1
    for role in agencies.agencies:
        assert not agencies.rows(role, outbox, outbox.c.state != "sent"), role


def test_everything_arrives_twice(agencies):
    agencies.transport.twice = True
    agencies.book(1, TCN)
    assert len(agencies.rows("booking", booking_answer)) == 1
    assert len(agencies.rows("criminal", criminal_search)) == 1


def _resigned(agencies, sender, change):
    """What a partner's own fault sends: another body under its good signature."""
    from tenprint.exchange.envelope import SignedEnvelope, decode, decode_signed, encode

    def changed(_receiver, data):
        envelope = decode(decode_signed(data).envelope)
        if envelope.sender != sender:
            return data
        body = encode(change(envelope))
        return encode(SignedEnvelope(envelope=body, signature=agencies.agencies[sender].key.sign(body)))

    return changed


def test_wrong_reference_returned(agencies):
    """An answer whose TCR is of another booking: refused, kept, alarmed; nothing is taken over."""

    def other_booking(envelope):
        if envelope.type != "answer":
            return envelope
        answer = read(msgspec.msgpack.decode(envelope.payload, type=Answer).transaction)
        answer["1.010"] = "TCN0000000009"
        return msgspec.structs.replace(envelope, payload=msgspec.msgpack.encode(Answer(answer.to_bytes())))

    agencies.transport.changed = _resigned(agencies, "criminal", other_booking)
    with pytest.raises(AssertionError, match="refers to"):
        agencies.book(1, TCN)
    assert not agencies.rows("booking", booking_answer)
    assert "dead_letters" in agencies.alarms("state")


@pytest.mark.parametrize("reference", [None, "", "A012345678", "FIN1"])
def test_wrong_reference_returned_by_the_second_repository(agencies, reference):
    def without_reference(envelope):
        if envelope.type != "identify_answer":
            return envelope
        answer = IdentifyAnswer("match", "all", "2008-10", reference)
        return msgspec.structs.replace(envelope, payload=msgspec.msgpack.encode(answer))

    agencies.transport.changed = _resigned(agencies, "immigration", without_reference)
    with pytest.raises(AssertionError, match="FIN"):
        agencies.book(1, TCN)
    agencies.some_time()
    assert not agencies.rows("enforcement", case)
    assert "dead_letters" in agencies.alarms("criminal")


def test_an_answer_to_a_question_that_was_never_asked(agencies):
    with agencies.immigration.unit(cause="by mistake", actor="system") as unit:
        answer = IdentifyAnswer("match", "all", "2008-10", "FIN0000000001")
        unit.send("identify_answer", "criminal", answer, correlation=f"{ORI}:{TCN}", purpose="criminal")
    with pytest.raises(AssertionError, match="not possible in the state 'not_asked'"):
        agencies.run()
    assert not agencies.rows("enforcement", case)


def _suspension(at):
    return Suspension(starts=at, reason="test", document="letter")


def test_activation_changed_in_flight(agencies):
    """It is decided when the repository receives, by its own registry and clock: not at sending, not at answering."""
    before = agencies.criminal.activation
    agencies.book(1, TCN, run=False)
    now = agencies.clock.now()
    agencies.criminal.activation = before.with_suspension("29510", _suspension(now), version="suspended")
    agencies.run()
    [row] = agencies.rows("criminal", criminal_search)
    assert (row.active, row.activation_version) == (False, "suspended")
    assert not agencies.rows("immigration", immigration_search)
    assert len(agencies.rows("booking", booking_answer)) == 1


def test_activation_that_ends_after_receipt_does_not_stop_what_was_received(agencies):
    agencies.transport.silent.add("immigration")
    agencies.book(1, TCN)
    now = agencies.clock.now()
    registry = agencies.criminal.activation.with_suspension("29510", _suspension(now), version="suspended")
    agencies.criminal.activation = registry
    agencies.transport.silent.clear()
    agencies.some_time()
    [row] = agencies.rows("criminal", criminal_search)
    assert row.active
    assert len(agencies.rows("immigration", immigration_search)) == 1


def test_the_boundary_of_an_activation_is_its_first_moment(agencies):
    registry = agencies.criminal.activation
    [activation] = [a for a in registry.data.activations if a.fips == "29510"]
    assert registry.is_active(ORI, activation.starts).active
    assert not registry.is_active(ORI, activation.starts - timedelta(microseconds=1)).active
    assert datetime(2010, 9, 1, tzinfo=UTC) < activation.starts


def test_each_role_is_a_process_of_its_own_where_it_is_said(agencies):
    """Otherwise the other scenarios would show nothing about processes."""
    agencies.book(1, TCN)
    processes = agencies.processes()
    deployed = not agencies.booking.database.is_sqlite
    assert len(set(processes.values())) == (len(processes) if deployed else 1)
    assert (os.getpid() in processes.values()) is not deployed
    assert agencies.processes() == processes


def test_nothing_is_undelivered_after_all_these(agencies):
    """The checks above would pass by chance if the transport of these tests delivered nothing: it does."""
    agencies.book(1, TCN)
    with agencies.booking.database.read() as connection:
        assert connection.execute(select(booking_answer)).one()
