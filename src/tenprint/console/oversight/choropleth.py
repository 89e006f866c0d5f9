"""A figure on the map: states in the country, counties in a state; classes of a scale, with its legend."""

from __future__ import annotations

from typing import NamedTuple

from tenprint.console.oversight.reading import Numbers
from tenprint.statistics.book import Book
from tenprint.statistics.map.draw import draw, legend_classes, scale
from tenprint.statistics.map.shapes import shapes
from tenprint.statistics.words import number


class Legend(NamedTuple):
    """One step of the scale."""

    css: str
    words: str


class Choropleth(NamedTuple):
    """The map of a figure."""

    title: str
    drawing: str
    legend: list[Legend]


def choropleth(book: Book, numbers: Numbers, figure: str) -> Choropleth:
    """Draw a figure of a report: its states where it is of the country, else its counties."""
    scope = numbers.report.scope
    places = book.places
    level = places.level(scope.place)
    of_states = level == "nation"
    values: dict[str, float | None] = {}
    names: dict[str, str] = {}
    for fips in shapes().counties:
        state = places.state_of(fips)
        if level != "nation" and state != (scope.place if level == "state" else places.state_of(scope.place)):
            continue
        place = state if of_states else fips
        values[fips] = numbers.count(figure, place=place)
        names[fips] = f"{places.name(place)}: {number(values[fips])}"
    ends, classes = scale(values)
    steps = legend_classes(ends)
    low = [1.0, *(end + 1 for end in ends)]
    legend = [Legend("q0", "none")] if "q0" in classes.values() else []
    legend += [
        Legend(css, f"{number(start)} to {number(end)}" if start < end else number(end))
        for (css, end), start in zip(steps, low, strict=False)
    ]
    if "qh" in classes.values():
        legend.append(Legend("qh", "not shown: small, or nothing"))
    title = f"{numbers.title(figure)}, {'by state' if of_states else 'by county'}"
    drawing = draw(
        classes,
        title=f"{title}: {numbers.report.place_name}",
        description="The same numbers are in the table by place on this page.",
        identifier="figure-map",
        names=names,
    )
    return Choropleth(title, drawing, legend)
