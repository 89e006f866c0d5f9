"""Slaps: four fingers (or two thumbs) pressed down together, placed, tilted and spaced as hands are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tenprint.errors import UsageError
from tenprint.fingerprint.template import Template
from tenprint.simulate.prints.contact import contact_fields, visible
from tenprint.simulate.prints.impression import IMPRESSION_TYPE, SIZES, pose_of
from tenprint.simulate.prints.master import Master
from tenprint.simulate.prints.picture import draw_contact, take
from tenprint.simulate.prints.presets import Conditions, Kind, draw_conditions
from tenprint.simulate.prints.render import BIAS
from tenprint.simulate.prints.streams import stream
from tenprint.simulate.prints.warp import carry

# 3.2 x 3.0 in at 500 ppi, the largest four-finger picture of ANSI/NIST-ITL 1-2011 Update:2015 (type 14).
WIDTH, HEIGHT = 1600, 1500


@dataclass(frozen=True, slots=True)
class _Place:
    """Middle of a finger on the canvas (px of 500 ppi) and its tilt (degrees counter-clockwise)."""

    finger: int
    x: float
    y: float
    tilt: float


# As the card shows them: the right hand's index finger at the left, the left hand's at the right.
PLACES: dict[int, tuple[_Place, ...]] = {
    13: (
        _Place(2, 330, 770, 5), _Place(3, 645, 640, 1), _Place(4, 960, 690, -3), _Place(5, 1255, 870, -9),
    ),
    14: (
        _Place(10, 345, 870, 9), _Place(9, 640, 690, 3), _Place(8, 955, 640, -1), _Place(7, 1270, 770, -5),
    ),
    15: (_Place(6, 500, 750, -6), _Place(1, 1100, 750, 6)),
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class SlapFinger:
    """One finger of a slap.

    Attributes:
        position: ANSI/NIST-ITL finger position.
        box: left, top, width, height of its contact in px of the picture.
        angle: degrees counter-clockwise from upright.
        truth: minutiae it shows, in px of 500 ppi from the box's corner.
    """

    position: int
    box: tuple[int, int, int, int]
    angle: float
    truth: Template


@dataclass(frozen=True, slots=True, eq=False)
class Slap:
    """A picture of several fingers and what is true of each, from left to right."""

    pixels: NDArray[np.uint8]
    ppi: int
    position: int
    fingers: tuple[SlapFinger, ...]
    conditions: Conditions


def slap(
    masters: Sequence[Master], seed: int, *, position: int = 13, difficulty: str = "good", **conditions: float
) -> Slap:
    """Take a slap of the fingers in `masters`; fingers that are not given are missing (amputated, bandaged).

    Args:
        masters: fingers of one hand (13: right four, 14: left four) or both thumbs (15), of one resolution.
        seed: which slap of them.
        position: ANSI/NIST-ITL position 13, 14 or 15.
        difficulty, conditions: as for `impression`.

    Raises:
        UsageError: a position or finger does not belong here, or resolutions differ.
    """
    if position not in PLACES:
        raise UsageError(f"position {position} is no slap", remedy="Choose 13, 14 or 15.")
    by_finger = {m.finger: m for m in masters}
    stray = set(by_finger) - {p.finger for p in PLACES[position]}
    if stray or not by_finger or len({m.ppi for m in masters}) != 1:
        raise UsageError(
            f"these fingers make no slap {position}: {sorted(m.finger for m in masters)}",
            remedy="Give fingers of that hand at one resolution.",
        )
    first = masters[0]
    generator = stream(first.seed, "slap", position, seed)
    how = replace(draw_conditions(difficulty, generator), vignette=0.0).with_values(conditions)
    scale = first.ppi / 500
    # One tilt and shift for the hand; one surface for all.
    canvas = np.full((round(HEIGHT * scale), round(WIDTH * scale)), how.background, np.float32)
    fingers = []
    for place in PLACES[position]:
        one = by_finger.get(place.finger)
        if one is not None:
            fingers.append(_press(one, place, how, seed, canvas, generator))
    pixels = take(canvas, how, first.ppi, generator)
    return Slap(pixels, first.ppi, position, tuple(fingers), how)


def _press(
    one: Master, place: _Place, hand: Conditions, seed: int, canvas: NDArray[np.float32], generator: np.random.Generator
) -> SlapFinger:
    """Press one finger onto the canvas."""
    own = stream(one.seed, one.finger, "slap", seed)
    z = own.standard_normal(6).tolist()
    angle = 0.4 * hand.rotation + place.tilt + 2.0 * z[0]
    how = replace(
        hand,
        rotation=angle,
        shift_x=0.0,
        shift_y=0.0,
        pressure=min(max(hand.pressure + 0.10 * z[1], -1), 1),
        moisture=min(max(hand.moisture + 0.08 * z[2], -1), 1),
        scratches=hand.scratches / 4,
    )
    scale = one.ppi / 500
    width, height = SIZES[Kind.SLAP]
    pose, centre = pose_of(one, Kind.SLAP, width, height, how, own)
    fields = contact_fields(one, Kind.SLAP, pose, centre, width, height, how, own)
    drawn = draw_contact(one, fields, width, height, how, own)
    left = place.x + 0.3 * hand.shift_x + 8 * z[3] - width / 2
    top = place.y + 0.3 * hand.shift_y + 14 * z[4] - height / 2
    x0 = round(min(max(left, 0), WIDTH - width) * scale)
    y0 = round(min(max(top, 0), HEIGHT - height) * scale)
    part = canvas[y0 : y0 + drawn.shape[0], x0 : x0 + drawn.shape[1]]
    np.minimum(part, drawn, out=part)
    touching = fields[..., BIAS] > -0.9
    rows, columns = np.flatnonzero(touching.any(axis=1)) * 4, np.flatnonzero(touching.any(axis=0)) * 4
    if len(rows) == 0:
        rows, columns = np.array([0, height]), np.array([0, width])
    bx, by = int(columns[0]), int(rows[0])
    bw, bh = min(int(columns[-1]) + 4, width) - bx, min(int(rows[-1]) + 4, height) - by
    truth = carry(one.minutiae, pose, visible(fields), IMPRESSION_TYPE[Kind.SLAP], width, height)
    inside = (truth.x >= bx) & (truth.y >= by) & (truth.x < bx + bw) & (truth.y < by + bh)
    truth = Template(
        truth.x[inside] - np.float32(bx), truth.y[inside] - np.float32(by), truth.direction[inside],
        truth.kind[inside], truth.quality[inside], bw, bh, one.finger, truth.impression, truth.finger_quality,
        truth.source,
    )  # fmt: skip
    box = (x0 + round(bx * scale), y0 + round(by * scale), round(bw * scale), round(bh * scale))
    return SlapFinger(one.finger, box, angle, truth)
