"""Contact sheets: many prints in one picture, to look at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tenprint.simulate.prints.impression import impression
from tenprint.simulate.prints.master import master
from tenprint.simulate.prints.pattern import Pattern
from tenprint.simulate.prints.slap import slap

_PAPER = 255
_GAP = 12


def tile(rows: Sequence[Sequence[NDArray[np.uint8]]]) -> NDArray[np.uint8]:
    """Lay pictures out in rows, each as wide as its pictures, on white."""
    height = sum(max(p.shape[0] for p in row) + _GAP for row in rows) + _GAP
    width = max(sum(p.shape[1] + _GAP for p in row) for row in rows) + _GAP
    out = np.full((height, width), _PAPER, np.uint8)
    y = _GAP
    for row in rows:
        x = _GAP
        for picture in row:
            h, w = picture.shape
            out[y : y + h, x : x + w] = picture
            x += w + _GAP
        y += max(p.shape[0] for p in row) + _GAP
    return out


def halve(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture at half its size, by means of four pixels."""
    h, w = (n // 2 * 2 for n in picture.shape)
    four = picture[:h, :w].reshape(h // 2, 2, w // 2, 2).astype(np.uint16)
    return np.asarray((four.sum(axis=(1, 3)) + 2) // 4, np.uint8)


def contact_sheet(seed: int) -> NDArray[np.uint8]:
    """Return one picture of what the generator makes.

    First row: the skin of one finger of each class. Then plain impressions of five fingers at each difficulty, rolled
    ones, and a slap of four.
    """
    skins = [master(seed + k, pattern=pattern, finger=2 + k % 3) for k, pattern in enumerate(Pattern)]
    crop = np.s_[70:700, 130:670]
    rows = [[halve(skin.pixels[crop]) for skin in skins]]
    for difficulty in ("good", "field", "poor"):
        taken = [impression(skin, 1, kind="plain", difficulty=difficulty).pixels for skin in skins]
        rows.append([halve(np.pad(t, ((0, 0), (70, 70)), constant_values=255)) for t in taken])
    rolled = [halve(impression(skins[k], 2, difficulty=d).pixels) for k, d in ((2, "good"), (4, "field"))]
    hand = [master(seed + 9, finger=finger) for finger in (2, 3, 4, 5)]
    rows.append([*rolled, halve(halve(slap(hand, 1, difficulty="field").pixels))])
    return tile(rows)
