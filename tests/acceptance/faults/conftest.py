from __future__ import annotations

import pytest
from booked_agencies import Booked
from faulty import FaultyTransport

from tenprint.exchange.watch import alarms


class Faulty(Booked):
    """Booked agencies between which things go wrong."""

    def __init__(self, folder):
        super().__init__(folder)
        self.transport = FaultyTransport()
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


@pytest.fixture
def agencies(tmp_path, monkeypatch):
    Faulty.patch(monkeypatch)
    agencies = Faulty(tmp_path / "world")
    yield agencies
    agencies.close()
