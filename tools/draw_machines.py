"""Write docs/reference/machines anew from the tables of the state machines."""

from __future__ import annotations

from pathlib import Path

from tenprint.cases.machine import CASE
from tenprint.exchange.machines import ALL
from tenprint.exchange.pictures import page

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference" / "machines"
MACHINES = (*ALL, CASE)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for machine in MACHINES:
        (FOLDER / f"{machine.name}.md").write_text(page(machine), encoding="utf-8")


if __name__ == "__main__":
    main()
