"""All five roles with real databases, keys and journals in one folder, stepped by hand; matches without pictures.

What a search would find is written by the roles' own functions, so that all that follows is the real thing.
"""

from __future__ import annotations

import datetime as dt
from datetime import UTC, datetime

from sqlalchemy import event, insert, select

from tenprint.accountability.session import EVERY_OFFICE, Session
from tenprint.agency.criminal.tables import criminal_search
from tenprint.cases.machine import CASE
from tenprint.cases.opening import case_number
from tenprint.cases.tables import case
from tenprint.clock import ManualClock
from tenprint.exchange import states
from tenprint.exchange.machines import SECOND_SEARCH, SUBMISSION
from tenprint.exchange.messages import Encounter, ImmigrationAlienQuery, MatchNotice
from tenprint.exchange.partners import Partner, PartnerKey, PartnerRegister
from tenprint.exchange.signature import SigningKey
from tenprint.exchange.tables import inbox, outbox
from tenprint.exchange.transports.memory import MemoryTransport
from tenprint.policy import Conviction, PolicyStore, Severity
from tenprint.runtime.index import IndexSection
from tenprint.runtime.station import ROLES, build_agency, close_agency
from tenprint.simulate.population import simulated_registry

ORI = "MO5109000"  # a synthetic sheriff in St. Louis City
START = datetime(2010, 10, 1, 12, tzinfo=UTC)
FELONY = Conviction(offence="2202", severity=Severity.FELONY, date=dt.date(2005, 3, 1))
REMOVABLE = ("apprehension", "removal")


class Agencies:
    """Five agencies; nothing moves until `run`, `step` or `deliver` is called."""

    def __init__(self, folder, roles=tuple(ROLES), *, database_url=None, galleries=None):
        self.folder = folder
        self.clock = ManualClock(START)
        self.transport = MemoryTransport()
        keys = {role: SigningKey.at(folder / role / "signing.pem") for role in roles}
        partners = PartnerRegister(
            Partner(name=role, role=role, keys={key.identifier: PartnerKey(key.public)}) for role, key in keys.items()
        )
        self.policies = PolicyStore()
        self.agencies = {}
        for role in roles:
            self.agencies[role] = build_agency(
                role,
                folder / role,
                partners=partners,
                transport=self.transport,
                clock=self.clock,
                policies=self.policies,
                activation=simulated_registry(),
                database_url=database_url.format(role=role) if database_url else None,
                gallery=(galleries or {}).get(role, IndexSection()),
            )
            _without_waiting_for_the_disk(self.agencies[role])
            self.transport.connect(role, self.agencies[role].receive)

        self.booking, self.state_bureau, self.criminal, self.immigration, self.enforcement = (
            self.agencies.get(role) for role in ("booking", "state", "criminal", "immigration", "enforcement")
        )

    def close(self):
        for agency in self.agencies.values():
            close_agency(agency)

    def act(self, role, user, function, *arguments, session=None, **named):
        """One act of a person at a role; returns what the function returns."""
        with self.agencies[role].act(session or at_work(role, user, function)) as unit:
            return function(unit, *arguments, **named)

    def run(self, most=200):
        """Let everything travel until all rest; raises where something died on the way."""
        for _ in range(most):
            moved = [agency.step() or agency.deliver() for agency in self.agencies.values()]
            if not any(moved):
                break
        self.no_dead_letters()

    def no_dead_letters(self):
        for role, agency in self.agencies.items():
            with agency.database.read() as connection:
                for table in (inbox, outbox):
                    dead = connection.execute(select(table.c.type, table.c.error).where(table.c.state == "dead")).all()
                    assert not dead, (role, table.name, dead)

    def match(self, correlation, *, kinds=REMOVABLE, convictions=(FELONY,), charges=("BURGLARY",), run=True):
        """A booking matched in the second repository: the notice and the query are on their way to enforcement."""
        with self.state_bureau.unit(cause=f"relay {correlation}", actor="system") as unit:
            for event in ("receive", "relay", "answer"):
                unit.fire(SUBMISSION, correlation, event)
        with self.criminal.unit(cause=f"search {correlation}", actor="system") as unit:
            unit.connection.execute(
                insert(criminal_search).values(
                    correlation=correlation,
                    ori=ORI,
                    tot="CAR",
                    purpose="criminal",
                    received_at=unit.now,
                    active=True,
                    activation_version="test",
                    activation_reason="test",
                    second_outcome="match",
                    second_coverage="all",
                    second_policy_version="2008-10",
                    request=unit.seal(correlation, b"", context="request"),
                    prints=unit.seal(correlation, {}, context="prints"),
                )
            )
            unit.fire(SECOND_SEARCH, correlation, "ask")
            unit.fire(SECOND_SEARCH, correlation, "match")
            unit.send(
                "iaq",
                "enforcement",
                query(convictions=convictions, charges=charges),
                correlation=correlation,
                purpose="criminal",
                priority=2,
            )
        with self.immigration.unit(cause=f"identify {correlation}", actor="system") as unit:
            encounters = [
                Encounter(f"E{i}", f"200{i}-01-01", kind, f"{kind} record", "NAME, OTHER", "YY", True)
                for i, kind in enumerate(kinds)
            ]
            notice = MatchNotice(ORI, "FIN0000000001", 20.0, "lights-out", "2008-10", encounters)
            unit.send("match_notice", "enforcement", notice, correlation=correlation, purpose="criminal", priority=2)
        if run:
            self.run()
        return case_number(correlation)

    def state(self, number):
        with self.enforcement.database.read() as connection:
            return states.current(connection, CASE, number)

    def row(self, number):
        with self.enforcement.database.read() as connection:
            return connection.execute(select(case).where(case.c.case == number)).one()

    def jail(self, machine, key):
        with self.booking.database.read() as connection:
            return states.current(connection, machine, key)

    def rows(self, role, table, *where):
        with self.agencies[role].database.read() as connection:
            return connection.execute(select(table).where(*where)).all()


# What a function is for: role of the person, purpose. A test that means another says so with `session=`.
OFFICE = ("officer", "criminal")
JOBS = {
    "tenprint.cases.decision": {"decide": OFFICE, "confirm": ("supervisor", "criminal"), "": OFFICE},
    "tenprint.cases.claim": {"resolve": ("supervisor", "criminal"), "": OFFICE},
    "tenprint.cases.evidence": {"": OFFICE},
    "tenprint.cases.view": {"": OFFICE},
    "tenprint.cases.listing": {"": OFFICE},
    "tenprint.cases.research": {"": ("technician", "criminal")},
    "tenprint.cases.adjudication.proficiency": {"": ("quality_manager", "examination")},
    "tenprint.cases.adjudication.figures": {"": ("quality_manager", "examination")},
    "tenprint.cases.adjudication": {"": ("examiner", "examination")},
    "tenprint.agency.booking": {"": ("jail_clerk", "custody")},
    "tenprint.agency.examination": {"": ("examiner", "examination")},
    "tenprint.agency.claims": {"": ("records_clerk", "redress")},
    "tenprint.agency.keeping.redress": {"": ("redress_officer", "redress")},
    "tenprint.agency.keeping.notice": {"": ("redress_officer", "redress")},
    "tenprint.agency.keeping.identity": {"": ("records_clerk", "redress")},
    "tenprint.agency.keeping": {"": ("records_clerk", "court")},
    "tenprint.agency.auditing": {"": ("auditor", "oversight")},
}


def at_work(role, user, function=None, *, roles=None, purpose=None, office=EVERY_OFFICE, ori=None):
    """The session of a person; what they are, unless it is said, follows from what they are about to do."""
    module, name = getattr(function, "__module__", ""), getattr(function, "__name__", "")
    known = max((m for m in JOBS if module.startswith(m)), key=len, default=None)
    job = JOBS[known].get(name, JOBS[known].get("")) if known else ("officer", "criminal")
    return Session(
        user=user,
        roles=frozenset(roles or {job[0]}),
        agency=role,
        purpose=purpose or job[1],
        office=office,
        ori=ori,
    )


def _without_waiting_for_the_disk(agency):
    """What these tests look at does not depend on surviving a power loss; thousands of commits go faster so."""
    engine = agency.database.engine
    if not agency.database.is_sqlite:
        return

    @event.listens_for(engine, "connect")
    def on_connect(connection, _record):
        connection.execute("PRAGMA synchronous=OFF")

    engine.dispose()


def query(*, convictions=(FELONY,), charges=("BURGLARY",), name="DOE,JOHN"):
    return ImmigrationAlienQuery(
        ori=ORI,
        county="29510",
        purpose="C",
        name=name,
        date_of_birth="19700101",
        sex="M",
        place_of_birth="YY",
        in_custody=True,
        charges=list(charges),
        offence_code="UNKNOWN",
        fbi_number="100001T",
        sid=None,
        reference="FIN0000000001",
        convictions=list(convictions),
        dispositions_missing=0,
    )


__all__ = ["FELONY", "ORI", "REMOVABLE", "START", "Agencies", "at_work", "query"]
