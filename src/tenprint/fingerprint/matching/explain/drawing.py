"""Two prints side by side as one SVG: minutiae, and a line for each pair, stronger where it weighs more."""

from __future__ import annotations

import base64
import html
import math

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.matching.match import Match
from tenprint.fingerprint.template import ENDING, Template
from tenprint.imaging import encode_png

TAIL = 12.0  # px, length of a minutia's direction mark
GAP = 24  # px between the prints
RADIUS = 4.0  # px of a minutia's mark
FULL_WEIGHT = 1.5  # nats at which a line has its full strength


def drawing(a: Template, b: Template, match: Match, pixels: tuple[NDArray[np.uint8] | None, ...]) -> str:
    """Return the SVG.

    Args:
        a, b: the templates.
        match: their comparison.
        pixels: of A and B at 500 ppi, each (h, w) uint8, or None where there is only a template.
    """
    wide_a, wide_b = _width(a), _width(b)
    height = max(_height(a), _height(b))
    width = wide_a + GAP + wide_b
    paired_a, paired_b = {q.a for q in match.pairs}, {q.b for q in match.pairs}
    parts = [
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="Both prints with {len(match.pairs)} pairs">',
        _ground(a, pixels[0], 0),
        _ground(b, pixels[1], wide_a + GAP),
        _marks(a, paired_a, 0),
        _marks(b, paired_b, wide_a + GAP),
    ]
    for number, pair in sorted(enumerate(match.pairs, start=1), reverse=True):
        strength = min(max(pair.weight, 0.0) / FULL_WEIGHT, 1.0)
        xa, ya = float(a.x[pair.a]), float(a.y[pair.a])
        xb, yb = float(b.x[pair.b]) + wide_a + GAP, float(b.y[pair.b])
        title = (
            f"Pair {number}: {pair.weight:+.2f} nats, {pair.shift:.1f} px, {pair.turn:+.0f}°, "
            f"neighbourhood {100 * pair.similarity:.0f} %"
        )
        style = "core" if pair.core else "grown"
        parts.append(
            f'<g class="{style}" opacity="{0.3 + 0.7 * strength:.2f}"><title>{html.escape(title)}</title>'
            f'<line x1="{xa:.1f}" y1="{ya:.1f}" x2="{xb:.1f}" y2="{yb:.1f}" stroke-width="{0.6 + 1.8 * strength:.2f}"/>'
            f'<text x="{xa - 7:.1f}" y="{ya - 7:.1f}">{number}</text>'
            f'<text x="{xb - 7:.1f}" y="{yb - 7:.1f}">{number}</text></g>'
        )
    return "".join([*parts, "</svg>"])


def _width(t: Template) -> int:
    return max(t.width, math.ceil(float(np.max(t.x, initial=0))) + 1, 1)


def _height(t: Template) -> int:
    return max(t.height, math.ceil(float(np.max(t.y, initial=0))) + 1, 1)


def _ground(t: Template, pixels: NDArray[np.uint8] | None, left: int) -> str:
    frame = f'x="{left}" y="0" width="{_width(t)}" height="{_height(t)}"'
    if pixels is None:
        return f'<rect class="ground" {frame}/>'
    data = base64.b64encode(encode_png(pixels)).decode("ascii")
    return f'<image href="data:image/png;base64,{data}" x="{left}" y="0" width="{t.width}" height="{t.height}"/>'


def _marks(t: Template, paired: set[int], left: int) -> str:
    parts = []
    for k in range(len(t)):
        x, y, angle = float(t.x[k]) + left, float(t.y[k]), float(t.direction[k])
        tip = f"M{x:.1f} {y:.1f}L{x + TAIL * math.cos(angle):.1f} {y - TAIL * math.sin(angle):.1f}"
        mark = (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS}"/>'
            if int(t.kind[k]) == ENDING
            else f'<rect x="{x - RADIUS:.1f}" y="{y - RADIUS:.1f}" width="{2 * RADIUS}" height="{2 * RADIUS}"/>'
        )
        style = "paired" if k in paired else "lone"
        parts.append(f'<g class="{style}"><title>minutia {k + 1}, quality {t.quality[k]}</title>{mark}')
        parts.append(f'<path d="{tip}"/></g>')
    return "".join(parts)
