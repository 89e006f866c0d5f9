"""What another version of the levels would mean: the same cases under two policies, drawn as a stream."""

from __future__ import annotations

import functools
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from tenprint.agency.policy_effect import effect_on_cases
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page
from tenprint.console.oversight.stream import draw
from tenprint.policy import PolicyStore
from tenprint.policy.cases import Case
from tenprint.policy.compare import Comparison, compare
from tenprint.simulate.population import World
from tenprint.simulate.population.export import rows

router = APIRouter()
READS = at(action="policy:read", purpose="oversight")
PEOPLE = 2000  # simulated ones, of which those with a record are cases
SEED = 7


class Over(StrEnum):
    """Whose cases are compared."""

    SIMULATED = "simulated"
    HERE = "here"


@router.get("/policy-effect")
def effect(desk: Annotated[Desk, READS], before: str = "", after: str = "", over: Over = Over.SIMULATED) -> Response:
    """Show where the cases of each class go. Counts alone; no case is listed."""
    store = desk.agency.policies
    names = list(store.files("levels"))
    before, after = before or names[-2], after or names[-1]
    if over is Over.HERE:
        found = effect_on_cases(desk.agency, desk.session("oversight"), before, after)
    else:
        found = _simulated(store, before, after)
    return page(
        desk,
        "oversight/effect.html",
        title=f"Effect on cases: {before} and {after}",
        trail=(("Policies", "/policies"),),
        names=names,
        before=before,
        after=after,
        over=over,
        found=found,
        here=desk.agency.role == "enforcement",
        drawing=draw(found),
        seed=SEED,
        moved=found.cases - _stayed(found),
    )


@functools.lru_cache(maxsize=16)
def _simulated(store: PolicyStore, before: str, after: str) -> Comparison:
    return compare(_people(), store.levels(before), store.levels(after))


@functools.cache
def _people() -> tuple[Case, ...]:
    return tuple(rows(World(SEED), "cases", PEOPLE))


def _stayed(found: Comparison) -> int:
    """Return how many cases have a class of the same name before and after."""
    columns = {name: i for i, name in enumerate(found.second_classes)}
    rows = zip(found.first_classes, found.table, strict=True)
    return sum(row[columns[name]] for name, row in rows if name in columns)
