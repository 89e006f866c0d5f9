"""The demo's live display: a bar for each phase, and where each of the last bookings stands at each agency."""

from __future__ import annotations

import time
from types import TracebackType

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table
from sqlalchemy import select

from tenprint.agency.correlation import ori_of
from tenprint.cases.opening import case_number
from tenprint.exchange.tables import machine_state
from tenprint.runtime.embedded import Embedded
from tenprint.simulate.population import jurisdiction
from tenprint.simulate.world.driver import Progress
from tenprint.simulate.world.plan import Plan

ROWS = 12
SECONDS_BETWEEN = 0.4
MACHINES = {"booking": "submission", "criminal": "submission", "immigration": "second_search", "enforcement": "case"}
STYLES = {"answered": "green", "rejected": "red", "matched": "yellow", "held": "magenta", "awaiting_officer": "cyan"}


class DemoDisplay(Progress):
    """Draws on a terminal; on anything else it prints one line a phase."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bars = Bars(
            TextColumn("{task.description:32}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
        )
        self._live = Live(self._bars, console=console, refresh_per_second=4, transient=True)
        self._task: TaskID | None = None
        self._looked = 0.0

    def __enter__(self) -> DemoDisplay:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def phase(self, name: str, total: int) -> None:
        """Start a new bar."""
        self._task = self._bars.add_task(name, total=total)
        if not self._console.is_terminal:
            self._console.print(f"{name}: {total}", highlight=False)

    def step(self) -> None:
        """Move the present bar on."""
        if self._task is not None:
            self._bars.advance(self._task)

    def look(self, world: Embedded, plan: Plan) -> None:
        """Draw where the bookings stand, not more often than the eye follows."""
        if not self._console.is_terminal or time.monotonic() - self._looked < SECONDS_BETWEEN:
            return
        self._looked = time.monotonic()
        self._live.update(Group(self._bars, _table(world, plan)))


def _table(world: Embedded, plan: Plan) -> Table:
    states = {role: _states(world, role, machine) for role, machine in MACHINES.items()}
    table = Table(title="The way of the last bookings", title_justify="left")
    for column in ("booking", "county", "active", *MACHINES):
        table.add_column(column)
    registry = world.booking.activation
    begun = [b for b in plan.bookings if plan.correlation(b) in states["booking"]]
    for booking in begun[-ROWS:]:
        correlation = plan.correlation(booking)
        agency = registry.agency(ori_of(correlation))
        place = jurisdiction(agency.fips).name if agency else "?"
        active = "yes" if registry.is_active(booking.ori, booking.booked).active else "no"
        cells = []
        for role in MACHINES:
            key = case_number(correlation) if role == "enforcement" else correlation
            state = states[role].get(key, "")
            cells.append(f"[{STYLES[state]}]{state}[/]" if state in STYLES else state)
        table.add_row(str(booking.index), place, active, *cells)
    return table


def _states(world: Embedded, role: str, machine: str) -> dict[str, str]:
    with world.agencies[role].database.read() as connection:
        rows = connection.execute(
            select(machine_state.c.key, machine_state.c.state).where(machine_state.c.machine == machine)
        )
        return {row.key: row.state for row in rows}
