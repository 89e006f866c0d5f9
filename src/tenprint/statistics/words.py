"""Words for the categories of figures, durations and numbers, the same on pages and in reports."""

from __future__ import annotations

from tenprint.statistics.service_levels import BEYOND, BOUNDS

_WORDS = {
    "NO_CONVICTION": "No conviction",
    "LEVEL_1": "Level 1",
    "LEVEL_2": "Level 2",
    "LEVEL_3": "Level 3",
    "united_states_citizen": "United States citizen",
    "not_citizen": "Not confirmed",
    "citizen": "Confirmed as citizen",
    "in_time": "in time",
    "none": "None attached",
    "person": "The person",
    "record": "A record",
}


def category(name: str) -> str:
    """Return a category for reading."""
    if not name:
        return "All"
    state, bar, klass = name.partition("|")
    if bar:
        if state == "running":
            return f"Not ended, {'late' if klass == 'late' else 'in time'}"
        return f"{'In time' if state == 'in_time' else 'Late'}, {upper(klass)}"
    return _WORDS.get(name) or name.replace("_", " ").capitalize()


def upper(klass: str) -> str:
    """Return the upper end of a class of durations in words."""
    if klass == BEYOND:
        return f"more than {duration(BOUNDS[-1])}"
    return f"up to {duration(float(klass))}" if klass else ""


def duration(seconds: float) -> str:
    """Return a duration in the unit in which people say it."""
    for size, name in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.3g} {name}"
    return f"{seconds:.3g} s"


def number(value: float | None, *, rate: bool = False) -> str:
    """Return a number for reading; what is not shown is said so."""
    if value is None:
        return "not shown"
    return f"{100 * value:.1f} %" if rate else f"{int(value):,}"
