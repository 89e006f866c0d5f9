"""The agencies of the scenarios: embedded, or the same scenarios on five processes, PostgreSQL and NATS."""

from __future__ import annotations

import itertools
import os
import shutil

import pytest
import stored
from booked_agencies import Booked
from faulty import FaultyTransport
from five_processes import FiveProcesses
from sqlalchemy import func, select
from tests.support import servers

from tenprint.exchange.watch import alarms
from tenprint.runtime.migrations import upgrade
from tenprint.runtime.station import ROLES, build_agency, close_agency
from tenprint.storage import Database, metadata

TEMPLATE = "empty"
_numbers = itertools.count(1)


class Scenario:
    """What the scenarios ask of agencies, however they run."""

    def alarms(self, role):
        self.agencies[role].watch()
        with self.agencies[role].database.read() as connection:
            return [kind for kind, _, _ in alarms(connection)]

    def counts(self):
        """How many rows each agency has in each table: equal counts before and after say that nothing was changed."""
        found = {}
        for role, agency in self.agencies.items():
            with agency.database.read() as connection:
                for table in metadata.sorted_tables:
                    if table.name.startswith("test_"):
                        continue
                    found[role, table.name] = connection.scalar(select(func.count()).select_from(table))
        return found

    def some_time(self, seconds=600.0, steps=20):
        """Let time pass and everything travel that can."""
        for _ in range(steps):
            self.clock.advance(seconds / steps)
            for agency in self.agencies.values():
                while agency.step() or agency.deliver():
                    pass

    def processes(self):
        """The process of each role."""
        return {role: os.getpid() for role in self.agencies}


class Faulty(Scenario, Booked):
    """Embedded: one process, memory between the agencies."""

    def __init__(self, folder):
        super().__init__(folder)
        self.transport = FaultyTransport()
        for role, agency in self.agencies.items():
            agency.transport = self.transport
            self.transport.connect(role, agency.receive)

    def enrolled(self, role):
        """Who is in a repository's gallery, brought up to date."""
        masterfile = self.agencies[role].masterfile
        masterfile.catch_up()
        return list(masterfile.gallery)

    def backed_up(self, role, then):
        """Do something between a backup of an agency and its being put back; its lists of keys stay as they are."""
        folder, backup = self.folder / role, self.folder / "backup"
        backup.mkdir()
        close_agency(self.agencies[role])
        stored.copy_database(self.agencies[role], backup)
        shutil.copytree(folder / "gallery", backup / "gallery")
        self._reopen(role)
        then()
        close_agency(self.agencies[role])
        stored.put_back(self.agencies[role], backup)
        shutil.rmtree(folder / "gallery")
        shutil.copytree(backup / "gallery", folder / "gallery")
        self._reopen(role)

    def _reopen(self, role):
        old = self.agencies[role]
        self.agencies[role] = build_agency(
            role,
            self.folder / role,
            partners=old.partners,
            transport=self.transport,
            clock=self.clock,
            policies=self.policies,
            activation=old.activation,
        )
        setattr(self, role, self.agencies[role])
        self.transport.connect(role, self.agencies[role].receive)


class FaultyProcesses(Scenario, FiveProcesses):
    """Deployed: five processes on PostgreSQL, NATS with mutual TLS between them."""

    def processes(self):
        return self.process_ids()

    def backed_up(self, role, then):
        """Do something between a backup of an agency and its being put back; its lists of keys stay as they are."""
        folder, backup = self.folder / role, self.folder / "backup"
        self.stop(role)
        stored.copy_database(self.agencies[role], backup)
        shutil.copytree(folder / "gallery", backup / "gallery")
        then()
        self.stop(role)
        stored.put_back(self.agencies[role], backup)
        shutil.rmtree(folder / "gallery")
        shutil.copytree(backup / "gallery", folder / "gallery")


@pytest.fixture(scope="session")
def postgres_url():
    """A cluster with a database that has every table: copies of it are quicker than migrations."""
    with servers.postgres("-c", "fsync=off") as url:
        servers.create_databases(url, TEMPLATE)
        database = Database(url.format(role=TEMPLATE))
        upgrade(database)
        database.close()
        yield url


def five_processes(folder, request):
    """The same agencies as processes."""
    url = request.getfixturevalue("postgres_url")
    prefix = f"t{next(_numbers)}_"
    names = [prefix + role for role in ROLES]
    servers.create_databases(url, *names, template=TEMPLATE)
    request.addfinalizer(lambda: servers.drop_databases(url, *names))
    port = servers.free_port()
    agencies = FaultyProcesses(folder, database_url=url.replace("{role}", prefix + "{role}"), nats_port=port)
    server = servers.nats(agencies.server_configuration, port)
    server.__enter__()
    request.addfinalizer(lambda: server.__exit__(None, None, None))
    return agencies


@pytest.fixture
def embedded(tmp_path, monkeypatch):
    """For what is said of the embedded agencies alone."""
    Faulty.patch(monkeypatch)
    agencies = Faulty(tmp_path / "world")
    yield agencies
    agencies.close()


@pytest.fixture(params=["embedded", pytest.param("processes", marks=pytest.mark.deployed)])
def agencies(request, tmp_path, monkeypatch):
    """Embedded by default; `make acceptance` runs the same on five processes, PostgreSQL and NATS."""
    Faulty.patch(monkeypatch)
    folder = tmp_path / "world"
    agencies = Faulty(folder) if request.param == "embedded" else five_processes(folder, request)
    yield agencies
    agencies.close()
