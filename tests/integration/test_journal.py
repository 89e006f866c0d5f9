"""Two agencies, a real database each: accepted once is worked off once, whatever happens between."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest
from sqlalchemy import Column, Integer, String, Table, func, insert, select

from tenprint.agency.base import Agency, Handler
from tenprint.clock import ManualClock
from tenprint.errors import ConflictError, RefusedError, TenprintError, TrustError, UnavailableError
from tenprint.exchange.envelope import Envelope, SignedEnvelope, decode_signed, encode
from tenprint.exchange.messages import Submission
from tenprint.exchange.partners import Partner, PartnerKey, PartnerRegister
from tenprint.exchange.signature import SigningKey
from tenprint.exchange.tables import evidence, inbox, outbox
from tenprint.exchange.transports.memory import MemoryTransport
from tenprint.policy import PolicyStore
from tenprint.storage import Database, Vault, metadata

effect = Table(
    "test_effect",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("correlation", String(64)),
)
CORRELATION = "MO0953100:TCN1"


class FailingError(RuntimeError):
    pass


class Pair:
    """A booking and a state agency; `fail` decides whether the state's handler breaks after its effect."""

    def __init__(self, folder):
        self.fail = 0
        self.clock = ManualClock(datetime(2010, 9, 21, tzinfo=UTC))
        self.transport = MemoryTransport()
        keys = {name: SigningKey.at(folder / f"{name}.pem") for name in ("booking", "state")}
        partners = PartnerRegister(
            Partner(name=n, role=n, keys={k.identifier: PartnerKey(k.public)}) for n, k in keys.items()
        )
        self.agencies = {}
        for name, key in keys.items():
            database = Database(f"sqlite:///{folder}/{name}.sqlite")
            database.create_schema()
            agency = Agency(
                name,
                database=database,
                vault=Vault.at(folder / f"{name}.key"),
                key=key,
                partners=partners,
                transport=self.transport,
                clock=self.clock,
                handlers={"submission": Handler(self.apply)},
                policies=PolicyStore(),
                activation=None,
            )
            self.agencies[name] = agency
            self.transport.connect(name, agency.receive)
        self.booking, self.state = self.agencies["booking"], self.agencies["state"]

    def apply(self, unit, envelope, _prepared):
        unit.connection.execute(insert(effect).values(correlation=envelope.correlation))
        if self.fail:
            self.fail -= 1
            raise FailingError("in the middle")

    def send(self, data=b"x"):
        with self.booking.unit(cause="act", actor="clerk") as unit:
            return unit.send("submission", "state", Submission(data), correlation=CORRELATION, purpose="criminal")

    def signed(self, sender, **change):
        """A message under a sender's good signature, whatever it says."""
        values = {"id": "0" * 32, "type": "submission", "sender": sender.name, "receiver": "state"}
        values |= {"purpose": "criminal", "correlation": CORRELATION, "causation": None, "priority": 4}
        values |= {"sent_at": self.clock.now(), "payload": b"x"}
        data = encode(Envelope(**(values | change)))
        return encode(SignedEnvelope(envelope=data, signature=sender.key.sign(data)))

    def effects(self):
        with self.state.database.read() as connection:
            return connection.scalar(select(func.count()).select_from(effect))

    def rows(self, agency, table, state):
        with agency.database.read() as connection:
            return connection.scalar(select(func.count()).select_from(table).where(table.c.state == state))

    def message(self):
        with self.booking.database.read() as connection:
            row = connection.execute(select(outbox)).one()
            return self.booking.vault.open(connection, CORRELATION, row.data, context="outbox")


@pytest.fixture
def pair(tmp_path):
    pair = Pair(tmp_path)
    yield pair
    for agency in pair.agencies.values():
        agency.database.close()


def test_a_message_is_worked_off_once_however_often_it_arrives(pair):
    pair.send()
    assert pair.booking.deliver() == 1
    pair.state.receive(pair.message())
    pair.state.receive(pair.message())
    assert pair.state.step()
    assert not pair.state.step()
    assert pair.effects() == 1


def test_a_repeated_step_sends_the_same_message(pair):
    assert pair.send() == pair.send()
    assert pair.booking.deliver() == 1
    assert pair.booking.deliver() == 0


def test_a_step_that_breaks_leaves_nothing_and_is_tried_again(pair):
    pair.fail = 2
    pair.send()
    pair.booking.deliver()
    pair.state.step()
    assert pair.effects() == 0
    assert not pair.state.step(), "it waits for its back-off"
    for _ in range(2):
        pair.clock.advance(10)
        pair.state.step()
    assert pair.effects() == 1
    assert pair.rows(pair.state, inbox, "done") == 1


def test_after_the_last_try_it_is_a_dead_letter_not_lost(pair):
    pair.fail = 100
    pair.send()
    pair.booking.deliver()
    for _ in range(20):
        pair.clock.advance(400)
        pair.state.step()
    assert pair.rows(pair.state, inbox, "dead") == 1
    assert pair.effects() == 0


def test_a_lease_that_its_worker_did_not_finish_runs_out(pair):
    from tenprint.exchange import inbox as box
    from tenprint.exchange.parameters import LEASE_SECONDS

    pair.send()
    pair.booking.deliver()
    with pair.state.database.write() as connection:
        assert box.claim(connection, pair.state.vault, pair.clock.now())
    assert not pair.state.step()
    pair.clock.advance(LEASE_SECONDS + 1)
    assert pair.state.step()
    assert pair.effects() == 1


def test_an_unreachable_partner_is_tried_again(pair):
    def away(_data):
        raise UnavailableError("away")

    pair.transport.connect("state", away)
    pair.send()
    assert pair.booking.deliver() == 0
    pair.transport.connect("state", pair.state.receive)
    pair.clock.advance(5)
    assert pair.booking.deliver() == 1


def test_the_same_identifier_with_other_content_is_refused_and_kept(pair):
    identifier = pair.send()
    pair.state.receive(pair.message())
    envelope = Envelope(
        id=identifier,
        type="submission",
        sender="booking",
        receiver="state",
        purpose="criminal",
        correlation=CORRELATION,
        causation=None,
        priority=4,
        sent_at=pair.clock.now(),
        payload=b"other",
    )
    data = encode(envelope)
    signed = encode(SignedEnvelope(envelope=data, signature=pair.booking.key.sign(data)))
    with pytest.raises(ConflictError):
        pair.state.receive(signed)
    with pair.state.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(evidence)) == 1
    assert pair.rows(pair.state, inbox, "waiting") == 1


@pytest.mark.parametrize("position", [0.1, 0.5, 0.9])
def test_a_changed_byte_is_refused(pair, position):
    pair.send(b"y" * 300)
    signed = decode_signed(pair.message())
    data = bytearray(signed.envelope)
    data[int(len(data) * position)] ^= 1
    with pytest.raises(TenprintError):
        pair.state.receive(encode(SignedEnvelope(envelope=bytes(data), signature=signed.signature)))
    assert not pair.state.step()


def test_a_message_to_another_or_beyond_the_permission_is_refused(pair):
    pair.send()
    with pytest.raises(TrustError, match="addressed to"):
        pair.booking.receive(pair.message())
    with pytest.raises(RefusedError, match="not sent"), pair.state.unit(cause="act", actor="clerk") as unit:
        unit.send("submission", "booking", Submission(b""), correlation=CORRELATION, purpose="criminal")
    data = pair.signed(pair.state, receiver="booking")
    with pytest.raises(TrustError, match="does not go from state to booking"):
        pair.booking.receive(data)
    assert pair.rows(pair.booking, inbox, "waiting") == 0


def test_expunged_while_it_waited_is_never_worked_off(pair):
    pair.send()
    pair.booking.deliver()
    with pair.state.database.write() as connection:
        pair.state.vault.destroy(connection, CORRELATION)
    assert not pair.state.step()
    assert pair.effects() == 0
    assert pair.rows(pair.state, inbox, "expunged") == 1


def test_an_absent_partner_makes_no_dead_letter(pair):
    def away(_data):
        raise UnavailableError("away")

    pair.transport.connect("state", away)
    pair.send()
    for _ in range(40):
        pair.booking.deliver()
        pair.clock.advance(400)
    assert pair.rows(pair.booking, outbox, "waiting") == 1
    pair.transport.connect("state", pair.state.receive)
    assert pair.booking.deliver() == 1


def test_urgent_goes_first_but_routine_does_not_wait_for_ever(pair):
    from tenprint.exchange.parameters import FAIR_TURN

    for number in range(3 * FAIR_TURN):
        with pair.booking.unit(cause=f"act{number}", actor="clerk") as unit:
            route = {"correlation": f"MO0953100:TCN{number}", "purpose": "criminal"}
            unit.send("submission", "state", Submission(b"x"), **route, priority=4 if number == 0 else 1)
        pair.booking.deliver()
    order = []
    pair.state.handlers = {"submission": Handler(lambda unit, envelope, _: order.append(envelope.correlation))}
    while pair.state.step():
        pass
    routine = order.index("MO0953100:TCN0")
    assert 0 < routine < FAIR_TURN


def test_where_each_message_computes_long_the_urgent_ones_have_most_turns(pair):
    for number in range(24):
        with pair.booking.unit(cause=f"act{number}", actor="clerk") as unit:
            route = {"correlation": f"MO0953100:TCN{number}", "purpose": "criminal"}
            unit.send("submission", "state", Submission(b"x"), **route, priority=1 if number >= 12 else 4)
        pair.booking.deliver()
    order = []
    handler = Handler(lambda unit, envelope, _: order.append(envelope.priority), lambda agency, envelope: None)
    pair.state.handlers = {"submission": handler}
    pair.state.pace.measured = lambda kind, seconds: None  # each stays at the first guess: one is a batch
    while order.count(1) < 12:
        assert pair.state.step()
    assert 0 < order.count(4) <= 4


def test_too_much_waiting_is_pressed_back_and_urgent_is_still_taken(pair, monkeypatch):
    monkeypatch.setattr("tenprint.agency.reception.MOST_WAITING", 3)
    for number in range(10):
        with pair.booking.unit(cause=f"act{number}", actor="clerk") as unit:
            route = {"correlation": f"MO0953100:TCN{number}", "purpose": "criminal"}
            unit.send("submission", "state", Submission(b"x"), **route, priority=1 if number == 9 else 4)
    for _ in range(3):
        pair.booking.deliver()
    assert pair.rows(pair.state, inbox, "waiting") == 3, "the urgent one first, then others up to the limit"
    for _ in range(30):
        pair.state.step()
        pair.clock.advance(30)
        pair.booking.deliver()
    assert pair.effects() == 10


def test_alarms_are_raised_once_and_end_with_their_cause(pair):
    from tenprint.exchange.watch import alarms

    def standing(agency):
        with agency.database.read() as connection:
            return [kind for kind, _, _ in alarms(connection)]

    pair.send()
    assert not pair.booking.watch()
    pair.clock.advance(3 * 24 * 3600)
    assert pair.booking.watch()
    assert not pair.booking.watch()
    assert standing(pair.booking) == ["overdue"]
    pair.booking.deliver()
    pair.booking.watch()
    assert standing(pair.booking) == []
    pair.fail = 100
    for _ in range(20):
        pair.clock.advance(400)
        pair.state.step()
    pair.state.watch()
    assert "dead_letters" in standing(pair.state)
    pair.fail = 0
    assert pair.state.redeliver("operator") == 1
    pair.state.step()
    pair.state.watch()
    assert standing(pair.state) == []
    assert pair.effects() == 1


def test_steps_are_counted_and_belong_to_one_trace(pair):
    from opentelemetry.trace import get_current_span
    from prometheus_client import REGISTRY

    seen = []
    pair.state.handlers = {
        "submission": Handler(lambda unit, envelope, _: seen.append(get_current_span().get_span_context().trace_id))
    }
    labels = {"agency": "state", "type": "submission", "outcome": "done"}
    before = REGISTRY.get_sample_value("tenprint_messages_handled_total", labels) or 0
    pair.send()
    pair.booking.deliver()
    pair.state.step()
    assert REGISTRY.get_sample_value("tenprint_messages_handled_total", labels) == before + 1
    assert seen[0] == int.from_bytes(hashlib.sha256(CORRELATION.encode()).digest()[:16], "big")
