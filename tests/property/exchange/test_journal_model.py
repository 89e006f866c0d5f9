"""The journal against a model: whatever order sending, delivering, working, breaking, dying and waiting come in.

The model is the list of what was accepted. In the end each accepted message has had its effect, once.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select
from tests.integration.test_journal import FailingError, Pair, effect

from tenprint.errors import UnavailableError
from tenprint.exchange import inbox as inbox_box
from tenprint.exchange import outbox as outbox_box
from tenprint.exchange.messages import Submission

BOOKINGS = ("MO0953100:A", "MO0953100:B", "MO0953100:C")


class JournalMachine(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.folder = Path(tempfile.mkdtemp(prefix="tenprint-journal-"))
        self.pair = Pair(self.folder)
        self.sent = []  # (correlation, act) in the order in which they were accepted for sending
        self.reachable = True

    @rule(booking=st.sampled_from(BOOKINGS), priority=st.sampled_from([1, 4, 9]))
    def send(self, booking, priority):
        act = f"act{len(self.sent)}"
        with self.pair.booking.unit(cause=act, actor="clerk") as unit:
            body = Submission(act.encode())
            unit.send("submission", "state", body, correlation=booking, purpose="criminal", priority=priority)
        self.sent.append((booking, act))

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def send_again(self, data):
        booking, act = data.draw(st.sampled_from(self.sent))
        with self.pair.booking.unit(cause=act, actor="clerk") as unit:
            unit.send("submission", "state", Submission(b"other"), correlation=booking, purpose="criminal")

    @rule()
    def send_and_break(self):
        try:
            with self.pair.booking.unit(cause="broken", actor="clerk") as unit:
                unit.send("submission", "state", Submission(b""), correlation=BOOKINGS[0], purpose="criminal")
                raise FailingError
        except FailingError:
            pass

    @rule()
    def deliver(self):
        self.pair.booking.deliver()

    @rule()
    def die_while_delivering(self):
        """Arrived, but the sender died before it could write that down."""
        with self.pair.booking.database.write() as connection:
            claimed = outbox_box.claim(connection, self.pair.booking.vault, self.pair.clock.now(), limit=1)
        for delivery in claimed:
            if self.reachable:
                self.pair.state.receive(delivery.data)

    @rule()
    def work(self):
        self.pair.state.step()

    @rule()
    def break_while_working(self):
        self.pair.fail = 1
        self.pair.state.step()
        self.pair.fail = 0

    @rule()
    def die_while_working(self):
        with self.pair.state.database.write() as connection:
            inbox_box.claim(connection, self.pair.state.vault, self.pair.clock.now())

    @rule()
    def restart(self):
        self.pair.booking.release_leases()
        self.pair.state.release_leases()

    @rule(seconds=st.sampled_from([1, 60, 1000]))
    def wait(self, seconds):
        self.pair.clock.advance(seconds)

    @rule(reachable=st.booleans())
    def network(self, reachable):
        self.reachable = reachable
        self.pair.transport.connect("state", self.pair.state.receive if reachable else _away)

    @invariant()
    def nothing_is_done_that_was_not_sent_or_done_twice(self):
        done = self.done()
        assert len(done) <= len(self.sent)
        for booking in BOOKINGS:
            assert done.count(booking) <= sum(correlation == booking for correlation, _ in self.sent)

    def done(self):
        with self.pair.state.database.read() as connection:
            return list(connection.scalars(select(effect.c.correlation).order_by(effect.c.id)))

    def teardown(self):
        self.network(True)
        for _ in range(400):
            self.pair.clock.advance(400)
            busy = self.pair.booking.deliver() + self.pair.state.step()
            if not busy and self.pair.booking.idle() and self.pair.state.idle():
                break
        done = self.done()
        broken = self.pair.state.redeliver("operator")
        while self.pair.state.step():
            pass
        done = self.done()
        assert sorted(done) == sorted(correlation for correlation, _ in self.sent), f"{broken} were dead letters"
        for agency in self.pair.agencies.values():
            agency.database.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _away(_data):
    raise UnavailableError("away")


TestJournal = JournalMachine.TestCase
TestJournal.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
