from __future__ import annotations

import itertools

import pytest
from booked_agencies import Booked
from faulty import FaultyTransport
from jetstream import JetStream
from tests.support import servers

from tenprint.exchange.watch import alarms
from tenprint.runtime.migrations import upgrade
from tenprint.runtime.station import ROLES
from tenprint.storage import Database

TEMPLATE = "empty"
_numbers = itertools.count(1)


class Faulty(Booked):
    """Booked agencies between which things go wrong."""

    def __init__(self, folder, *, database_url=None, below=None):
        super().__init__(folder, database_url=database_url)
        self.transport = FaultyTransport(below)
        for role, agency in self.agencies.items():
            agency.transport = self.transport
            self.transport.connect(role, agency.receive)

    def alarms(self, role):
        self.agencies[role].watch()
        with self.agencies[role].database.read() as connection:
            return [kind for kind, _, _ in alarms(connection)]

    def counts(self):
        """How many rows each agency has in each table: equal counts before and after say that nothing was changed."""
        from sqlalchemy import func, select

        from tenprint.storage import metadata

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


@pytest.fixture(scope="session")
def postgres_url():
    """A cluster with a database that has every table: copies of it are quicker than migrations."""
    with servers.postgres("-c", "fsync=off") as url:
        servers.create_databases(url, TEMPLATE)
        database = Database(url.format(role=TEMPLATE))
        upgrade(database)
        database.close()
        yield url


def on_servers(folder, request):
    """The same agencies on PostgreSQL, with NATS JetStream between them."""
    url = request.getfixturevalue("postgres_url")
    prefix = f"t{next(_numbers)}_"
    servers.create_databases(url, *(prefix + role for role in ROLES), template=TEMPLATE)
    below = JetStream(request.getfixturevalue("nats_url"))
    request.addfinalizer(lambda: servers.drop_databases(url, *(prefix + role for role in ROLES)))
    return Faulty(folder, database_url=url.replace("{role}", prefix + "{role}"), below=below), below


@pytest.fixture
def nats_url():
    with servers.nats() as url:
        yield url


@pytest.fixture
def embedded(tmp_path, monkeypatch):
    """For what is done to the files of SQLite themselves."""
    Faulty.patch(monkeypatch)
    agencies = Faulty(tmp_path / "world")
    yield agencies
    agencies.close()


@pytest.fixture(params=["embedded", pytest.param("servers", marks=pytest.mark.deployed)])
def agencies(request, tmp_path, monkeypatch):
    """Embedded by default; `make acceptance` runs the same on real servers."""
    Faulty.patch(monkeypatch)
    folder, below = tmp_path / "world", None
    if request.param == "embedded":
        agencies = Faulty(folder)
    else:
        agencies, below = on_servers(folder, request)
    yield agencies
    if below:
        below.close()
    agencies.close()
