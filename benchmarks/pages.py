"""Every page of every role on a large world: page -> milliseconds of the server. pages.py WORLD [--json FILE]

    tenprint demo --bookings 60 --out small && tenprint simulate world big --world small
    python benchmarks/pages.py big

The workers do not run, so the machine does nothing else. Each page is asked for three times; the best and, for the
first look, the first is shown. Exit 1 where a page took 300 ms or longer.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))

import structlog
from page_walk import Visit, walk

from tenprint.console.framework.house import House
from tenprint.console.signin.demo import demo_people
from tenprint.console.signin.people import PEOPLE
from tenprint.simulate.world.driver import open_world

MOST_MS = 300


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("world", type=Path)
    options.add_argument("--json", type=Path)
    options.add_argument("--person", action="append", help="only these; all without")
    options.add_argument("--all", action="store_true", help="show every page, not only the slowest of each kind")
    given = options.parse_args()
    # Pages that fail are in the table.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    world, _plan = open_world(given.world)
    with world:
        house = House(world.agencies, demo=demo_people(given.world, world.agencies), secure=False)
        visits = walk(house, given.person or [person.name for person in PEOPLE])
    rows = visits if given.all else slowest(visits)
    for row in sorted(rows, key=lambda row: -row.milliseconds):
        print(f"{row.milliseconds:8.1f} ms  {row.status}  {row.who:16}  {row.path}")
    late = [row for row in visits if row.milliseconds >= MOST_MS]
    broken = [row for row in visits if row.status >= 500]
    for row in broken:
        print(f"FAILED {row.status}  {row.who}  {row.path}")
    print(f"{len(visits)} pages of {len({row.kind for row in visits})} kinds; {len(late)} took {MOST_MS} ms or longer")
    if given.json:
        lines = [{"who": r.who, "kind": r.kind, "path": r.path, "ms": round(r.milliseconds, 1)} for r in visits]
        given.json.write_text(json.dumps(lines, indent=1))
    return 1 if late or broken else 0


def slowest(visits: list[Visit]) -> list[Visit]:
    """Return the slowest page of each path."""
    by_path: dict[str, list[Visit]] = defaultdict(list)
    for visit in visits:
        by_path[visit.kind.partition("?")[0]].append(visit)
    return [max(entries, key=lambda visit: visit.milliseconds) for entries in by_path.values()]


if __name__ == "__main__":
    sys.exit(main())
