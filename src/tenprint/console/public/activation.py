"""The map of who takes part, day by day. The slider works without a script, too: it is a form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple

import msgspec
from fastapi import APIRouter
from starlette.responses import Response

from tenprint.console.framework.desk import Visitor, anyone
from tenprint.console.framework.pages import page
from tenprint.console.oversight.books import shelf_of
from tenprint.errors import UsageError
from tenprint.statistics.map import History, draw, history
from tenprint.statistics.map.shapes import shapes
from tenprint.statistics.scope import STATE_NAMES

router = APIRouter()
CURVE_WIDTH, CURVE_HEIGHT = 1000, 90


class StateLine(NamedTuple):
    """One state in the table."""

    code: str
    name: str
    active: int
    all: int
    first: dt.date | None


@router.get("/public/activation")
def activation(visitor: Annotated[Visitor, anyone], day: str = "", offset: int | None = None) -> Response:
    """Show which counties take part at the end of a day."""
    shelf = shelf_of(visitor)
    registry, now = shelf.book.places.registry, shelf.clock.now().date()
    known = history(registry)
    last = max(known.last, now)
    shown = _day(known, day, offset, now)
    active = set(known.active_on(shown))
    states = _states(known, active, shown)
    taking_part = [line for line in states if line.active]
    names = {entry.fips: f"{entry.name}, {entry.state}" for entry in registry.data.jurisdictions}
    drawing = draw(
        dict.fromkeys(active, "on"),
        title=f"Counties that take part on {shown:%d %B %Y}",
        description=f"{len(active)} counties in {len(taking_part)} states. The same is in the table below.",
        identifier="activation-map",
        names=names,
        data={fips: " ".join(str(known.offset(t.day)) for t in turns) for fips, turns in known.turns.items()},
    )
    return page(
        visitor,
        "public/activation.html",
        title="Who takes part",
        drawing=drawing,
        day=shown,
        first=known.first,
        days=known.offset(last),
        offset=known.offset(shown),
        today=now,
        number=len(active),
        states=states,
        state_count=len(taking_part),
        all=len(registry.data.jurisdictions),
        curve=_curve(known, last),
        curve_at=_x(known, shown, last),
        marks=_marks(known, now),
        hidden=_not_drawn(known),
        registry=registry.data,
    )


@router.get("/public/activation/{state}")
def of_state(visitor: Annotated[Visitor, anyone], state: str, day: str = "") -> Response:
    """Show the counties of a state: since when, under which agreement."""
    shelf = shelf_of(visitor)
    registry, now = shelf.book.places.registry, shelf.clock.now().date()
    if state not in STATE_NAMES:
        raise UsageError(f"there is no state {state!r}", remedy="Give its two letters, as MO.")
    known = history(registry)
    shown = _day(known, day, None, now)
    agreements = {entry.fips: entry for entry in registry.data.activations}
    rows: list[dict[str, Any]] = [
        {
            "fips": entry.fips,
            "name": entry.name,
            "active": known.active(entry.fips, shown),
            "turns": known.turns.get(entry.fips, []),
            "activation": agreements.get(entry.fips),
        }
        for entry in sorted(registry.data.jurisdictions, key=lambda e: e.name)
        if entry.state == state
    ]
    return page(
        visitor,
        "public/state.html",
        title=STATE_NAMES[state],
        trail=(("Who takes part", f"/public/activation?day={shown.isoformat()}"),),
        rows=rows,
        day=shown,
        number=sum(row["active"] for row in rows),
    )


def _day(known: History, day: str, offset: int | None, now: dt.date) -> dt.date:
    if offset is not None:
        return known.first + dt.timedelta(days=max(0, min(offset, 36500)))
    if not day:
        return now
    try:
        return dt.date.fromisoformat(day)
    except ValueError:
        raise UsageError(f"{day!r} is no day", remedy="Give one as 2010-09-21.") from None


def _states(known: History, active: set[str], day: dt.date) -> list[StateLine]:
    entries: dict[str, list[str]] = {}
    for place in known.registry.data.jurisdictions:
        entries.setdefault(place.state, []).append(place.fips)
    lines = []
    for code, counties in entries.items():
        days = [turns[0].day for fips in counties if (turns := known.turns.get(fips)) and turns[0].day <= day]
        number = sum(fips in active for fips in counties)
        lines.append(StateLine(code, STATE_NAMES.get(code, code), number, len(counties), min(days, default=None)))
    return sorted(lines, key=lambda line: line.name)


def _x(known: History, day: dt.date, last: dt.date) -> float:
    return round(CURVE_WIDTH * min(1, max(0, known.offset(day) / max(1, known.offset(last)))), 1)


def _curve(known: History, last: dt.date) -> str:
    """Return the path of the number of counties through time; it goes in steps."""
    most = max((number for _, number in known.curve), default=1)
    parts = [f"M0 {CURVE_HEIGHT}"]
    for day, number in known.curve:
        parts.append(f"H{_x(known, day, last)}V{round(CURVE_HEIGHT - (CURVE_HEIGHT - 4) * number / most, 1)}")
    return "".join(parts) + f"H{CURVE_WIDTH}V{CURVE_HEIGHT}Z"


def _not_drawn(known: History) -> str:
    """Return turns and state of each county that the map does not draw, so that the slider counts it too."""
    drawn = shapes().counties
    found = [
        [[known.offset(turn.day) for turn in known.turns.get(place.fips, [])], place.state]
        for place in known.registry.data.jurisdictions
        if place.fips not in drawn
    ]
    return msgspec.json.encode(found).decode()


def _marks(known: History, now: dt.date) -> Sequence[tuple[dt.date, str]]:
    """Days worth a look: the first, each year's turn, the last, today."""
    days = {known.first: "first county", known.last: "last change"}
    for year in range(known.first.year + 1, known.last.year + 1):
        days.setdefault(dt.date(year, 1, 1), f"start of {year}")
    if known.first <= now:
        days[now] = "today"
    return sorted(days.items())
