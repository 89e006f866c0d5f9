"""Pages on a world of 100,000 submissions: the server answers each page of every role in under 300 ms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from page_walk import walk

from tenprint.console.framework.house import House
from tenprint.console.signin.demo import demo_people
from tenprint.console.signin.people import PEOPLE
from tenprint.simulate.world.driver import open_world
from tenprint.simulate.world.multiply.run import multiply

SUBMISSIONS = 100_000
MOST_MS = 300
PAGES = 300  # at least so many are visited: a walk that ends early proves nothing


@pytest.fixture
def large_house(small_folder: Path) -> Iterator[House]:
    folder = small_folder.with_name("large")
    multiply(small_folder, folder, SUBMISSIONS)
    world, _plan = open_world(folder)
    with world:
        yield House(world.agencies, demo=demo_people(folder, world.agencies), secure=False)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_pages_are_quick_with_a_hundred_thousand_submissions(large_house: House) -> None:
    visits = walk(large_house, [person.name for person in PEOPLE], times=2, examples=1)
    assert len(visits) >= PAGES
    assert [(visit.who, visit.path, visit.status) for visit in visits if visit.status >= 500] == []
    slow = {visit.path: round(visit.milliseconds) for visit in visits if visit.milliseconds > MOST_MS}
    assert slow == {}
