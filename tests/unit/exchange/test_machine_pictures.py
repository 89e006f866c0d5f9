from __future__ import annotations

import runpy

import pytest
from tests.conftest import REPOSITORY

from tenprint.cases.machine import CASE
from tenprint.exchange.machines import ALL
from tenprint.exchange.pictures import mermaid, page

MACHINES = (*ALL, CASE)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_the_page_is_up_to_date(machine):
    drawn = (REPOSITORY / "docs" / "reference" / "machines" / f"{machine.name}.md").read_text(encoding="utf-8")
    assert drawn == page(machine), "run tools/draw_machines.py"


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_every_step_is_in_the_picture(machine):
    picture = mermaid(machine)
    for (origin, event), target in machine.table.items():
        [arrow] = [line for line in picture.splitlines() if line.strip().startswith(f"{origin} --> {target}:")]
        assert event in arrow.split(": ")[1].split(", ")


def test_the_tool_draws_all_of_them():
    drawn = runpy.run_path(str(REPOSITORY / "tools" / "draw_machines.py"))
    assert drawn["MACHINES"] == MACHINES
