"""Random histories of cases: whatever comes in whatever order, software decides nothing and a cancellation wins.

One history is one case among five real agencies; messages are delivered, lost on the way, worked off and delayed in
any order, while people decide, claim, cancel, serve, hold and release.
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections import Counter
from itertools import count
from pathlib import Path

import pytest
from case_agencies import ORI, Agencies
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from invariant_settings import PATIENCE, histories
from sqlalchemy import func, select

from tenprint.agency.booking import custody
from tenprint.agency.booking.requests import pass_claim_on, serve
from tenprint.agency.chores import raise_prompts
from tenprint.cases import decision, evidence, research
from tenprint.cases.claim import claim, resolve
from tenprint.cases.claim_figures import claim_figures
from tenprint.cases.clock_tables import alarm, clock
from tenprint.cases.opening import case_number
from tenprint.cases.research import Answer, Asked
from tenprint.cases.tables import case, case_claim, case_decision, case_evidence
from tenprint.cases.vocabulary import Action, Affirms, Basis, Determination, Outcome, Reliability
from tenprint.errors import InputError, RefusedError, UnavailableError
from tenprint.exchange.machines import CUSTODY, REQUEST
from tenprint.exchange.messages import CitizenshipClaim
from tenprint.exchange.tables import inbox, outbox, transition
from tenprint.statistics import compute
from tenprint.statistics.book import Book
from tenprint.statistics.scope import Scope

pytestmark = [pytest.mark.invariant, pytest.mark.timeout(PATIENCE)]

OFFICERS = ("officer.a", "officer.b")
SUPERVISORS = ("supervisor.a", "supervisor.b", "officer.a")
PEOPLE_AND_SOFTWARE = st.sampled_from([*OFFICERS, *SUPERVISORS, "system", ""])
ROLES = ("booking", "state", "criminal", "immigration", "enforcement")
PERSONS_STEPS = ("determine", "return", "confirm_request", "confirm_no_action", "cancel", "citizen", "not_citizen")
STANDS = ("received", "served")
KINDS = ("apprehension", "removal", "naturalisation", "border_inspection")
SOME_FIGURES = 4  # so many figures at least must have counted something
numbers = count()


class World:
    """The agencies of all histories, made at the first use and removed at the end."""

    agencies = None

    @classmethod
    def get(cls):
        if cls.agencies is None:
            cls.folder = Path(tempfile.mkdtemp(prefix="tenprint-invariant-"))
            cls.agencies = Agencies(cls.folder)
            cls.done = Counter()
            cls.counted = {}
            # One book for all histories: what it kept from earlier ones must agree with a count from the first row.
            cls.book = Book(
                {role: agency.database for role, agency in cls.agencies.agencies.items()},
                registry=cls.agencies.criminal.activation,
                policies=cls.agencies.policies,
                clock=cls.agencies.clock,
            )
        return cls.agencies


@pytest.fixture(scope="module", autouse=True)
def world():
    yield
    if World.agencies is not None:
        World.agencies.close()
        shutil.rmtree(World.folder)
        World.agencies = None


class CaseHistory(RuleBasedStateMachine):
    """One case and everything that can happen to it."""

    def __init__(self):
        super().__init__()
        self.world = World.get()
        self.correlation = f"{ORI}:HISTORY{next(numbers):07d}"
        self.number = case_number(self.correlation)
        self.opened = self.closed = False
        self.items_at_confirmation = []

    def attempt(self, role, user, function, *arguments, **named):
        """Let somebody try something; what is refused changes nothing."""
        try:
            return True, self.world.act(role, user, function, *arguments, **named)
        except (RefusedError, InputError):
            return False, None

    # -- messages -----------------------------------------------------------------------------------------------------

    @initialize(progress=st.sampled_from([0, 1, 2, 2, 3, 3]))
    def begin(self, progress):
        """Histories begin before the query, with a researched case, a request that waits, or one at the jail."""
        if progress:
            self.match(["apprehension", "removal"])
            self.world.run()
            self.attach_research("tech.a")
        if progress >= 2:
            self.propose_and_confirm(Action.DETAINER)
        if progress == 3:
            self.world.run()

    @precondition(lambda self: not self.opened)
    @rule(kinds=st.lists(st.sampled_from(KINDS), max_size=4))
    def match(self, kinds):
        self.world.match(self.correlation, kinds=kinds, run=False)
        self.opened = True
        World.done["cases"] += 1

    @rule()
    def everything_arrives(self):
        self.world.run()

    @rule(role=st.sampled_from(ROLES))
    def work(self, role):
        self.world.agencies[role].step()

    @rule(role=st.sampled_from(ROLES))
    def deliver(self, role):
        self.world.agencies[role].deliver()

    @rule(role=st.sampled_from(("enforcement", "booking")))
    def deliver_over_a_bad_line(self, role):
        """What was sent arrives, but the sender does not learn of it."""
        transport = self.world.transport
        whole = transport.deliver

        def bad(receiver, data):
            whole(receiver, data)
            raise UnavailableError("the line broke")

        transport.deliver = bad
        try:
            self.world.agencies[role].deliver()
        finally:
            transport.deliver = whole

    @rule(hours=st.sampled_from([0.01, 1, 13, 30, 50]))
    def time_passes(self, hours):
        self.world.clock.advance(hours * 3600)
        for role in ("enforcement", "booking"):
            raise_prompts(self.world.agencies[role])

    # -- people -------------------------------------------------------------------------------------------------------

    @rule(
        source=st.sampled_from(["court", "consulate", "a neighbour"]),
        affirms=st.sampled_from(list(Affirms)),
        reliability=st.sampled_from(list(Reliability)),
    )
    def add_evidence(self, source, affirms, reliability):
        fields = {"kind": "record", "date": "2010-01-01", "affirms": affirms, "reliability": reliability, "detail": {}}
        self.attempt("enforcement", "officer.b", evidence.add, self.number, source=source, **fields)

    @rule(user=st.sampled_from(["officer.b", "supervisor.b", "system"]), which=st.integers(0, 3))
    def address_evidence(self, user, which):
        rows = self.world.rows("enforcement", case_evidence, case_evidence.c.case == self.number)
        if rows:
            self.attempt(
                "enforcement", user, evidence.address, self.number, rows[which % len(rows)].sequence, "Another."
            )

    @rule(user=st.sampled_from(["tech.a", "system"]))
    def attach_research(self, user):
        asked = [Asked("immigration court", Answer.NO_RECORD)]
        self.attempt("enforcement", user, research.attach, self.number, asked, "Nothing.")

    @rule(
        user=PEOPLE_AND_SOFTWARE,
        determination=st.sampled_from([Determination.SUBJECT_TO_REMOVAL] * 4 + list(Determination)),
        action=st.sampled_from(list(Action)),
    )
    def decide(self, user, determination, action):
        arguments = (self.number, determination, action, "grounds")
        done, _ = self.attempt("enforcement", user, decision.decide, *arguments, basis=Basis.REMOVAL_ORDER)
        assert not done or user not in ("", "system")

    @rule(action=st.sampled_from([Action.DETAINER, Action.DETAINER, Action.REQUEST_FOR_NOTIFICATION]))
    def propose_and_confirm(self, action):
        self.decide("officer.a", Determination.SUBJECT_TO_REMOVAL, action)
        self.confirm("supervisor.b", True)

    @rule(user=PEOPLE_AND_SOFTWARE, agree=st.sampled_from([True, True, True, False]))
    def confirm(self, user, agree):
        before = self.row()
        done, _ = self.attempt("enforcement", user, decision.confirm, self.number, agree=agree, grounds="grounds")
        if done and agree and before.action != Action.NO_ACTION:
            self.items_at_confirmation.append(self.independent())

    @rule(user=PEOPLE_AND_SOFTWARE)
    def cancel(self, user):
        self.attempt("enforcement", user, decision.cancel, self.number, "no longer")

    @rule(role=st.sampled_from(ROLES))
    def claim(self, role):
        if role == "enforcement":
            said = {"ori": ORI, "county": "29510", "channel": "hotline"}
            self.attempt(role, "hotline.h", claim, self.correlation, **said)
        elif role == "booking":
            self.attempt(role, "clerk.c", pass_claim_on, self.correlation, "person", "born here")
        else:
            with self.world.agencies[role].unit(cause=f"claim {next(numbers)}", actor="clerk") as unit:
                body = CitizenshipClaim("record", "x")
                unit.send("citizenship_claim", "enforcement", body, correlation=self.correlation, purpose="criminal")

    @rule(citizen=st.booleans(), run=st.booleans())
    def claim_and_decide_on_it(self, citizen, run):
        self.claim("enforcement")
        if run:
            self.world.run()
        self.resolve("supervisor.w", citizen)

    @rule(user=PEOPLE_AND_SOFTWARE, citizen=st.booleans())
    def resolve(self, user, citizen):
        self.attempt("enforcement", user, resolve, self.number, citizen=citizen, grounds="seen")

    @rule(nth=st.integers(1, 3))
    def serve(self, nth):
        self.attempt("booking", "clerk.c", serve, f"{self.number}/{nth}")

    @rule(event=st.sampled_from(custody.EVENTS), user=st.sampled_from(["clerk.c", "clerk.c", "system"]))
    def custody(self, event, user):
        standing = self.standing()
        done, state = self.attempt("booking", user, custody.record, self.correlation, event)
        if done and event == "begin_hold" and state == "holding":
            assert any(self.world.jail(REQUEST, name) == "served" for name in standing)

    @rule(user=PEOPLE_AND_SOFTWARE)
    def outcome(self, user):
        self.attempt("enforcement", user, decision.record_outcome, self.number, Outcome.RELEASED, "")

    # -- what never bends ---------------------------------------------------------------------------------------------

    @invariant()
    def software_takes_no_persons_step(self):
        steps = self.world.rows(
            "enforcement", transition, transition.c.key == self.number, transition.c.event.in_(PERSONS_STEPS)
        )
        assert all(step.actor not in ("", "system") for step in steps)
        row = self.row()
        if row is not None and row.determination is not None:
            assert row.determined_by not in (None, "", "system")
            assert any(step.actor == row.determined_by for step in steps)

    @invariant()
    def no_request_without_officer_other_supervisor_and_two_items(self):
        sent = self.world.rows(
            "enforcement", outbox, outbox.c.correlation == self.correlation, outbox.c.type == "detainer"
        )
        steps = self.world.rows("enforcement", case_decision, case_decision.c.case == self.number)
        pairs, officer = [], None
        for step in steps:
            if step.step == "determine":
                officer = step.actor
            if step.step == "confirm" and step.action != Action.NO_ACTION:
                pairs.append((officer, step.actor))
        assert len(sent) == len(pairs) == len(self.items_at_confirmation)
        assert all(one and one != other for one, other in pairs)
        assert all(items >= 2 for items in self.items_at_confirmation)

    @invariant()
    def a_closed_case_stays_closed(self):
        row = self.row()
        if row is None:
            return
        self.closed = self.closed or row.closed_at is not None
        if self.closed:
            assert self.world.state(self.number) == "closed"

    @invariant()
    def the_level_comes_from_convictions(self):
        row = self.row()
        assert row is None or row.level in (None, "LEVEL_2")

    @invariant()
    def no_hold_is_longer_than_48_hours_in_silence(self):
        for row in self.world.rows("booking", clock, clock.c.kind == "hold", clock.c.key == self.correlation):
            assert row.due_at - row.started_at <= dt.timedelta(hours=48)
            if row.stopped_at is None and self.world.clock.now() >= row.due_at + dt.timedelta(hours=1):
                raised = self.world.rows("booking", alarm, alarm.c.key == self.correlation, alarm.c.level == "overdue")
                assert raised or row.next_prompt_at <= self.world.clock.now()
        assert self.world.jail(CUSTODY, self.correlation) != "overdue" or self.world.rows(
            "booking", alarm, alarm.c.key == self.correlation, alarm.c.level == "overdue"
        )

    def teardown(self):
        """Let everything arrive: then no request stands that was cancelled, claimed against, or never confirmed."""
        for _ in range(8):
            self.world.clock.advance(1200)
            self.world.run()
        state = self.world.state(self.number)
        standing = self.standing()
        last = f"{self.number}/{self.row().requests}" if self.row() is not None else ""
        if state != "requested":
            assert standing == [], "a cancellation beats its request"
        assert set(standing) <= {last}, "an earlier request does not come back"
        open_claims = self.world.rows(
            "enforcement", case_claim, case_claim.c.case == self.number, case_claim.c.resolved_at.is_(None)
        )
        assert not (open_claims and standing)
        self.statistics_equal_their_recount()

    def statistics_equal_their_recount(self):
        figures = compute({role: agency.database for role, agency in self.world.agencies.items()})
        with self.world.enforcement.database.read() as connection:
            rows = connection.execute(
                select(transition.c.event, func.count(transition.c.key.distinct()))
                .where(transition.c.machine == "case")
                .group_by(transition.c.event)
            )
            journal = dict(rows.tuples().all())
            claims = claim_figures(connection, self.world.clock.now())
            recount = connection.execute(select(case_claim)).all()
        assert figures["cases"].total == journal.get("open", 0) == World.done["cases"]
        for name, event in (("determined", "determine"), ("requests", "confirm_request"), ("citizens", "citizen")):
            assert figures[name].total == journal.get(event, 0), name
        assert claims.claims == len(recount) == sum(claims.by_channel.values())
        assert claims.open == sum(r.resolved_at is None for r in recount)
        book = World.book
        book.refresh()
        for name in book.names:
            figure = book.figure(name, Scope())
            assert figure.agrees_with(book.recount(figure)), name
            World.counted[name] = figure.count

    # -- looking ------------------------------------------------------------------------------------------------------

    def row(self):
        rows = self.world.rows("enforcement", case, case.c.case == self.number)
        return rows[0] if rows else None

    def standing(self):
        return [f"{self.number}/{n}" for n in range(1, 9) if self.world.jail(REQUEST, f"{self.number}/{n}") in STANDS]

    def independent(self):
        """Count anew, in another way than the ledger: distinct sources of counted items that affirm removability."""
        counted = ("biometric_record", "official_document", "official_record")
        rows = self.world.rows("enforcement", case_evidence, case_evidence.c.case == self.number)
        return len({r.source for r in rows if r.affirms == "removability" and r.reliability in counted})


TestCaseHistory = CaseHistory.TestCase
TestCaseHistory.settings = histories()


def test_the_histories_reached_what_they_are_about():
    """A test that never gets to a request says nothing about requests."""
    if World.agencies is None:
        pytest.skip("the histories were not run")
    with World.agencies.enforcement.database.read() as connection:
        reached = set(connection.scalars(select(transition.c.event).where(transition.c.machine == "case").distinct()))
    assert {"open", "determine", "confirm_request", "claim", "citizen", "not_citizen"} <= reached
    assert World.agencies.rows("booking", inbox, inbox.c.type == "detainer")
    assert World.counted["cases"] > 0
    assert sum(1 for count in World.counted.values() if count) >= SOME_FIGURES, World.counted
