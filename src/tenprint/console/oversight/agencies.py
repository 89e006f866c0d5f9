"""Booking agencies side by side, and the report of one: what it sent, what came of it, arrests without a conviction."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from fastapi import APIRouter
from sqlalchemy import func, select
from starlette.responses import Response

from tenprint.cases.tables import case
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page
from tenprint.console.oversight.books import shelf_of
from tenprint.console.oversight.reading import SECTIONS, TRAFFIC, Numbers
from tenprint.console.oversight.statistics import lineage_link
from tenprint.errors import UsageError
from tenprint.statistics.book import Amount
from tenprint.statistics.scope import Scope

router = APIRouter()
READS = at(action="statistics:read", purpose="oversight")
MOST = 200  # agencies on one page
COLUMNS = ("submissions", "second_searches", "immigration_hits", "cases")
NO_CONVICTION = "NO_CONVICTION"
FEW = 20  # below this many a share says little


class Line(NamedTuple):
    """One agency: counts of `COLUMNS`, cases without a conviction, known charges, claims."""

    ori: str
    name: str
    counts: tuple[int, ...]
    no_conviction: int
    charge_known: int
    claims: int


@router.get("/agencies")
def agencies(desk: Annotated[Desk, READS], find: str = "") -> Response:
    """Show the agencies that sent anything, those with most cases first."""
    book = shelf_of(desk).refreshed()
    by_ori = {name: book.tally(name, Scope(), ("ori",)) for name in COLUMNS if name in book.names}
    levels = book.tally("cases", Scope(), ("ori", "category")) if "cases" in book.names else {}
    charges = book.tally("charge_known", Scope(), ("ori", "category")) if "charge_known" in book.names else {}
    claims = book.tally("claims_made", Scope(), ("ori",)) if "claims_made" in book.names else {}

    def number(counts: dict[tuple[str, ...], Amount], *key: str) -> int:
        return counts[key].number if key in counts else 0

    oris = sorted({ori for counts in by_ori.values() for (ori,) in counts})
    lines = [
        Line(
            ori,
            book.places.name(ori),
            tuple(number(by_ori.get(name, {}), ori) for name in COLUMNS),
            number(levels, ori, NO_CONVICTION),
            number(charges, ori, "known"),
            number(claims, ori),
        )
        for ori in oris
        if not find or find.casefold() in ori.casefold() or find.casefold() in book.places.name(ori).casefold()
    ]
    lines.sort(key=lambda line: (-line.counts[-1], -line.counts[0], line.ori))
    return page(
        desk,
        "oversight/agencies.html",
        title="Booking agencies",
        lines=lines[:MOST],
        number=len(lines),
        find=find,
        few=FEW,
        titles=[book.entry(name).title for name in COLUMNS if name in book.names],
    )


@router.get("/agencies/{ori}")
def agency(desk: Annotated[Desk, READS], ori: str) -> Response:
    """Show one agency's figures, and how its cases compare with all others."""
    shelf = shelf_of(desk)
    if shelf.book.places.level(ori) != "ori":
        raise UsageError(f"{ori} is no ORI", remedy="Nine characters, as MO5109000.")
    scope = Scope(ori)
    numbers, whole = Numbers(shelf.report(scope, public=False)), Numbers(shelf.report(Scope(), public=False))
    return page(
        desk,
        "oversight/agency.html",
        title=shelf.book.places.name(ori),
        trail=(("Booking agencies", "/agencies"),),
        ori=ori,
        county=shelf.book.places.name(shelf.book.places.of(ori, "county")),
        active=shelf.book.places.registry.is_active(ori, desk.now),
        numbers=numbers,
        sections=SECTIONS,
        traffic=[name for name in TRAFFIC if numbers.has(name)],
        few=FEW,
        dismissed=_dismissed(desk, ori),
        compared=[(here, all_[2]) for here, all_ in zip(numbers.rates, whole.rates, strict=True)],
        link=lambda figure, category: lineage_link(scope, figure, category),
    )


def _dismissed(desk: Desk, ori: str) -> tuple[int, int] | None:
    """Return (cases without a conviction and without a known charge, cases) of an agency; None where there are none."""
    if desk.agency.role != "enforcement":
        return None
    with desk.read() as connection:
        opened = case.c.opened_at.is_not(None) & (case.c.ori == ori)
        number = connection.scalar(select(func.count()).select_from(case).where(opened)) or 0
        bare = connection.scalar(
            select(func.count())
            .select_from(case)
            .where(opened, case.c.level == NO_CONVICTION, case.c.charge_known.is_(False))
        )
    return int(bare or 0), int(number)
