"""Overlays drawn as SVG over a picture: strokes of the orientation, minutiae with direction and quality."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.extraction.explain.pictures import CELL
from tenprint.fingerprint.template import ENDING

STEP = 3  # cells between strokes
TAIL = 11.0  # px, length of a minutia's direction mark
NAMES = {0: "other", 1: "ridge ending", 2: "bifurcation"}


def strokes(orientation: NDArray[Any], mask: NDArray[np.bool_] | None) -> str:
    """Short strokes along the ridges, one for each `STEP` cells."""
    parts = []
    half = 0.4 * STEP * CELL
    for r in range(STEP // 2, orientation.shape[0], STEP):
        for c in range(STEP // 2, orientation.shape[1], STEP):
            if mask is not None and not mask[r, c]:
                continue
            x, y, angle = (c + 0.5) * CELL, (r + 0.5) * CELL, float(orientation[r, c])
            dx, dy = half * math.cos(angle), -half * math.sin(angle)
            parts.append(f"M{x - dx:.1f} {y - dy:.1f}L{x + dx:.1f} {y + dy:.1f}")
    return f'<path class="stroke" d="{"".join(parts)}"/>'


def marks(rows: NDArray[np.float64], *, faint: bool = False) -> str:
    """Minutiae from rows x, y, direction, kind, quality: circles are endings, squares bifurcations."""
    parts = []
    for number, (x, y, direction, kind, quality) in enumerate(rows, start=1):
        tip_x, tip_y = x + TAIL * math.cos(direction), y - TAIL * math.sin(direction)
        name = NAMES.get(int(kind), "other")
        title = f"{number}: {name}, x {x:.1f}, y {y:.1f}, {math.degrees(direction) % 360:.0f}°"
        if not faint:
            title += f", quality {100 * quality:.0f}"
        shape = (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/>'
            if int(kind) == ENDING
            else f'<rect x="{x - 3:.1f}" y="{y - 3:.1f}" width="6" height="6"/>'
        )
        opacity = 1.0 if faint else 0.35 + 0.65 * quality
        style = "faint" if faint else "ending" if int(kind) == ENDING else "bifurcation"
        parts.append(
            f'<g class="{style}" opacity="{opacity:.2f}"><title>{title}</title>{shape}'
            f'<path d="M{x:.1f} {y:.1f}L{tip_x:.1f} {tip_y:.1f}"/></g>'
        )
    return "".join(parts)
