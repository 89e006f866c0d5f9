"""The demo's world on five processes as `tenprint up` runs them, on PostgreSQL and NATS with mutual TLS.

Nothing here works a journal off: people act at desks, as at a console beside each agency's own process.
"""

from __future__ import annotations

from tests.support import servers
from tests.support.role_processes import Books

from tenprint.agency.booking import reading
from tenprint.agency.booking.submit import submit
from tenprint.cases.decision import confirm, decide
from tenprint.cases.listing import list_cases
from tenprint.cases.machine import CASE
from tenprint.cases.vocabulary import Reason
from tenprint.exchange import states
from tenprint.runtime.deployment import create
from tenprint.runtime.process import AgencyProcess
from tenprint.runtime.station import ROLES
from tenprint.runtime.supervisor import Supervisor
from tenprint.simulate.population import simulated_registry
from tenprint.simulate.world import staff
from tenprint.simulate.world.background import load
from tenprint.simulate.world.plan import Plan
from tenprint.simulate.world.summary import summarise
from tenprint.simulate.world.transactions import car

SECONDS = 240.0


class DeployedWorld:
    """Five processes, a plan of bookings that they have been through, and desks beside them."""

    def __init__(self, folder, stack, *, seed, bookings):
        self.folder, self.plan = folder, Plan(seed, bookings)
        url = stack.enter_context(servers.postgres())
        servers.create_databases(url, *ROLES)
        port = servers.free_port()
        create(
            folder,
            transport="nats",
            nats=f"tls://127.0.0.1:{port}",
            database=url,
            first_port=servers.free_range(5),
        )
        stack.enter_context(servers.nats(folder / "nats" / "server.conf", port))
        people = [(booking.person, booking.history) for booking in self.plan.people.values()]
        with self._opened("criminal", desk=False) as one, self._opened("immigration", desk=False) as other:
            load(people, one.agency, other.agency, parameters=self.plan.parameters)
        self.supervisor = stack.enter_context(Supervisor(folder))
        self.supervisor.start()
        self.supervisor.wait_ready(SECONDS)
        self.agencies = {role: stack.enter_context(self._opened(role)).agency for role in ROLES}
        self.booking, self.criminal = self.agencies["booking"], self.agencies["criminal"]
        self.immigration, self.enforcement = self.agencies["immigration"], self.agencies["enforcement"]
        self.clock = self.booking.clock
        self._books = Books(folder)
        stack.callback(self._books.close)
        self.go_through()

    def _opened(self, role, *, desk=True):
        return AgencyProcess(self.folder / f"{role}.toml", activation=simulated_registry(), desk=desk)

    def go_through(self):
        """Hand in every booking of the plan, and have people do what the demo's people do; again it changes nothing."""
        for booking in self.plan.bookings:
            data = car(self.plan.seed, booking, parameters=self.plan.parameters)
            submit(self.booking, data, user="booking.officer")
        self.settle()
        while staff.examine(self, self.plan.is_same):
            self.settle()
        for act in (staff.claim_citizenship, staff.resolve_claim):
            for booking in self.plan.claimants:
                act(self, self.plan.correlation(booking))
            self.settle()

    def settle(self):
        assert self._books.wait_quiet(SECONDS) == {}

    def kill_all(self):
        """SIGKILL every process, and start it again."""
        killed = {role: process.pid for role, process in self.supervisor.processes.items()}
        for process in self.supervisor.processes.values():
            process.kill()
            process.wait()
        assert sorted(self.supervisor.revive()) == sorted(ROLES)
        self.supervisor.wait_ready(SECONDS)
        assert not set(killed.values()) & {process.pid for process in self.supervisor.processes.values()}

    def summary(self):
        return summarise(self, self.plan)

    def submit(self, path):
        """Submit a file; return the kinds of the answers that came."""
        receipt = submit(self.booking, path.read_bytes(), user="booking.officer")
        self.settle()
        with self.booking.act(staff.at_work("booking.officer", "booking_officer", self.booking, "criminal")) as unit:
            return [answer.kind for answer in reading.answers(unit, receipt.correlation)]

    def cases(self):
        with self._officer("o.green") as unit:
            listed = list_cases(unit, self.enforcement.policies.levels(at=self.clock.now()))
            return [(entry.case, entry.state) for entry in listed]

    def decide(self, number, officer, determination, action):
        with self._officer(officer) as unit:
            decide(unit, number, determination, action, "looked at the record", reasons=[Reason.STATED_IN_GROUNDS])

    def confirm(self, number, supervisor):
        with self._officer(supervisor, "supervisor") as unit:
            confirm(unit, number, agree=True, grounds="agreed")

    def state(self, number):
        with self.enforcement.database.read() as connection:
            return states.current(connection, CASE, number)

    def _officer(self, name, role="officer"):
        return self.enforcement.act(staff.at_work(name, role, self.enforcement, "criminal"))
