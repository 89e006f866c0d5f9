"""Draws a comparison of two policies as a stream: classes of the first on the left, of the second on the right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from tenprint.policy.compare import Comparison

WIDTH, HEIGHT = 900.0, 400.0  # px of the drawing's own measure
BAR = 14.0  # px, width of a class
GAP = 26.0  # px between classes; a label needs as much
LEFT, RIGHT = 160.0, WIDTH - 160.0  # px, inner edges of the bars; the names stand outside
HUES = 5  # classes of the page's style


def draw(comparison: Comparison) -> str:
    """Return the SVG. Its colours are classes of the page's style; every number in it stands in a table, too."""
    first, second = comparison.totals()
    most = max(len(first), len(second))
    scale = (HEIGHT - GAP * most) / comparison.cases
    left, right = _tops(first, scale), _tops(second, scale)
    parts = [
        f'<svg class="stream" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" role="img" aria-label="{escape(said(comparison))}">'
    ]
    parts += _bands(comparison, dict(left), dict(right), scale)
    for number, (name, top) in enumerate(left.items()):
        height = first[name] * scale
        parts.append(_bar(f"h{number % HUES}", LEFT - BAR, top, height))
        parts.append(_label(LEFT - BAR - 10, top + height / 2, "end", name, first[name], comparison.cases))
    for name, top in right.items():
        height = second[name] * scale
        parts.append(_bar("plain", RIGHT, top, height))
        parts.append(_label(RIGHT + BAR + 10, top + height / 2, "start", name, second[name], comparison.cases))
    return "".join([*parts, "</svg>"])


def said(comparison: Comparison) -> str:
    """Return what the drawing says, for who does not see it."""
    return (
        f"{comparison.cases:,} cases by their class under {comparison.first}, on the left, "
        f"and under {comparison.second}, on the right. The table below has every number."
    )


def _tops(totals: Mapping[str, int], scale: float) -> dict[str, float]:
    """Return where each class begins, px from the top."""
    tops, y = {}, GAP / 2
    for name, number in totals.items():
        tops[name] = y
        y += number * scale + GAP
    return tops


def _bands(comparison: Comparison, left: dict[str, float], right: dict[str, float], scale: float) -> Iterator[str]:
    """Yield the bands; where each begins moves down as the ones above it are drawn."""
    middle = (LEFT + RIGHT) / 2
    for number, (name, row) in enumerate(zip(comparison.first_classes, comparison.table, strict=True)):
        for other, count in zip(comparison.second_classes, row, strict=True):
            if not count:
                continue
            height, a, b = count * scale, left[name], right[other]
            path = (
                f"M{LEFT:g} {a:.1f}C{middle:g} {a:.1f} {middle:g} {b:.1f} {RIGHT:g} {b:.1f}V{b + height:.1f}"
                f"C{middle:g} {b + height:.1f} {middle:g} {a + height:.1f} {LEFT:g} {a + height:.1f}Z"
            )
            title = escape(f"{words(name)} to {words(other)}: {count:,}")
            yield f'<path class="h{number % HUES}" d="{path}"><title>{title}</title></path>'
            left[name] += height
            right[other] += height


def words(name: str) -> str:
    """Return a class as it is read."""
    return name.replace("_", " ").capitalize() if "_" in name else name


def _bar(hue: str, x: float, top: float, height: float) -> str:
    return f'<rect class="{hue}" x="{x:g}" y="{top:.1f}" width="{BAR:g}" height="{max(height, 1):.1f}"/>'


def _label(x: float, y: float, anchor: str, name: str, number: int, cases: int) -> str:
    share = f"{number:,} · {100 * number / cases:.1f} %"
    return (
        f'<text x="{x:g}" y="{y - 1:.1f}" text-anchor="{anchor}">{escape(words(name))}</text>'
        f'<text class="soft" x="{x:g}" y="{y + 14:.1f}" text-anchor="{anchor}">{share}</text>'
    )
