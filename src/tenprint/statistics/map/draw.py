"""The map as SVG: one path a county, its class says its colour, its data what the slider needs; no style, no script."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from tenprint.statistics.map.shapes import shapes

CLASSES = 5  # of a scale from light to dark


def draw(
    classes: Mapping[str, str],
    *,
    title: str,
    description: str,
    identifier: str,
    names: Mapping[str, str] | None = None,
    data: Mapping[str, str] | None = None,
) -> str:
    """Return the map.

    Args:
        classes: county -> class of its path; counties that are not named have none.
        title, description: for those who do not see it.
        identifier: of the element; unique on the page.
        names: county -> what is said when somebody points at it.
        data: county -> what `data-t` holds.
    """
    drawn = shapes()
    names, data = names or {}, data or {}
    parts = [
        f'<svg class="map" id="{identifier}" viewBox="0 0 {drawn.width} {drawn.height}" role="img" '
        f'aria-labelledby="{identifier}-title {identifier}-words">',
        f'<title id="{identifier}-title">{escape(title)}</title>',
        f'<desc id="{identifier}-words">{escape(description)}</desc>',
        '<g class="counties">',
    ]
    for fips, path in drawn.counties.items():
        extra = f' class="{classes[fips]}"' if fips in classes else ""
        extra += f' data-n="{escape(names[fips])}"' if fips in names else ""
        extra += f' data-t="{data[fips]}"' if fips in data else ""
        parts.append(f'<path d="{path}"{extra}/>')
    parts.append('</g><g class="states">')
    parts += [f'<path d="{path}"/>' for path in drawn.states.values()]
    parts.append("</g></svg>")
    return "".join(parts)


def scale(values: Mapping[str, float | None]) -> tuple[list[float], dict[str, str]]:
    """Put values into classes q1 to q5 with as many counties each; 0 is q0, what is not shown qh.

    Returns:
        The upper ends of the classes, and county -> class.
    """
    known = sorted({value for value in values.values() if value})
    count = min(CLASSES, len(known))
    ends = [known[(len(known) * (i + 1)) // count - 1] for i in range(count)]
    classes = {}
    for fips, value in values.items():
        if value is None:
            classes[fips] = "qh"
        elif not value:
            classes[fips] = "q0"
        else:
            place = next(i for i, end in enumerate(ends) if value <= end)
            classes[fips] = f"q{_spread(place, count)}"
    return ends, classes


def legend_classes(ends: list[float]) -> list[tuple[str, float]]:
    """Return (class, upper end) of each class of a scale."""
    return [(f"q{_spread(i, len(ends))}", end) for i, end in enumerate(ends)]


def _spread(place: int, count: int) -> int:
    """Few classes still go from light to dark."""
    return CLASSES if count == 1 else 1 + round(place * (CLASSES - 1) / (count - 1))
