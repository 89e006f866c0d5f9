"""How values are written on pages. Times are UTC and say so; nothing is abbreviated that a reader must guess."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

DASH = "–"


def moment(value: datetime | str | None) -> str:
    """Return a time to the second, UTC."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return DASH if value is None else f"{value:%Y-%m-%d %H:%M:%S} UTC"


def clock_time(value: datetime | None) -> str:
    """Return a time to the minute, UTC."""
    return DASH if value is None else f"{value:%Y-%m-%d %H:%M}"


def day(value: date | datetime | str | None) -> str:
    """Return a day; EBTS writes days as eight digits."""
    if isinstance(value, str):
        digits = value.strip()
        return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}" if len(digits) == 8 and digits.isdigit() else digits or DASH
    return DASH if value is None else f"{value:%Y-%m-%d}"


def duration(value: timedelta | float | None) -> str:
    """Return a duration in its two largest units."""
    if value is None:
        return DASH
    seconds = value.total_seconds() if isinstance(value, timedelta) else float(value)
    sign, seconds = ("−" if seconds < 0 else ""), abs(seconds)
    if seconds < 10:
        return f"{sign}{seconds:.1f} s"
    if seconds < 60:
        return f"{sign}{seconds:.0f} s"
    minutes, hours, days = int(seconds // 60), int(seconds // 3600), int(seconds // 86400)
    if hours == 0:
        return f"{sign}{minutes} min {int(seconds % 60)} s"
    if days == 0:
        return f"{sign}{hours} h {minutes % 60} min"
    return f"{sign}{days} d {hours % 24} h"


def number(value: float | int | None, digits: int = 0) -> str:
    """Return a number with thousands set apart by commas."""
    return DASH if value is None else f"{value:,.{digits}f}"


def percent(part: float, whole: float, digits: int = 1) -> str:
    """Return a share; a dash where the whole is nothing."""
    return DASH if not whole else f"{100 * part / whole:.{digits}f} %"


def plain(name: str | None) -> str:
    """Return a name of the program in words: `awaiting_officer` is "awaiting officer"."""
    return DASH if not name else str(name).replace("_", " ")


def shown(value: object) -> object:
    """Return the value, or a dash where there is nothing."""
    return DASH if value in (None, "") else value


def slug(key: str) -> str:
    """Return a key as one part of a path; `unslug` reads it back. A TCN may hold any printable character."""
    return quote(key.replace("~", "~7E").replace("/", "~2F"), safe=":~")


def unslug(part: str) -> str:
    """Return the key that `slug` wrote; the server has undone the quoting."""
    return part.replace("~2F", "/").replace("~7E", "~")


def _unbroken(write: Callable[[Any], str]) -> Callable[[Any], Markup]:
    """Let a filter's words stand on one line."""
    return lambda value: Markup('<span class="unbroken">{}</span>').format(write(value))


FILTERS: dict[str, Callable[..., Any]] = {
    "moment": _unbroken(moment),
    "minute": _unbroken(clock_time),
    "day": _unbroken(day),
    "duration": _unbroken(duration),
    "number": number,
    "plain": plain,
    "shown": shown,
    "slug": slug,
}
GLOBALS = {"percent": percent}
