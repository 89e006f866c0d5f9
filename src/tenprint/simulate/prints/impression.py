"""An impression of a master print: pose, contact, sensor, and the truth carried along."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenprint.errors import UsageError
from tenprint.fingerprint.template import Template
from tenprint.simulate.prints.contact import contact_fields, visible
from tenprint.simulate.prints.master import Master
from tenprint.simulate.prints.picture import draw_contact, take
from tenprint.simulate.prints.pose import Pose, draw_pose
from tenprint.simulate.prints.presets import Conditions, Kind, draw_conditions
from tenprint.simulate.prints.streams import stream
from tenprint.simulate.prints.warp import carry

# Size of the picture in px of 500 ppi, and the ANSI/NIST-ITL impression type (live-scan plain 0, rolled 1).
SIZES: dict[Kind, tuple[int, int]] = {
    Kind.ROLLED: (800, 750),
    Kind.PLAIN: (400, 500),
    Kind.SLAP: (400, 500),
    Kind.PARTIAL: (300, 300),
}
IMPRESSION_TYPE: dict[Kind, int] = {Kind.ROLLED: 1, Kind.PLAIN: 0, Kind.SLAP: 0, Kind.PARTIAL: 0}


@dataclass(frozen=True, slots=True, eq=False)
class Impression:
    """One picture of a finger and what is true of it.

    Attributes:
        pixels: (h, w) uint8.
        ppi: resolution.
        truth: the minutiae that the picture shows, in px of 500 ppi.
        kind: which part of the finger.
        conditions: how it was taken.
        pose: where each pixel comes from on the skin.
    """

    pixels: NDArray[np.uint8]
    ppi: int
    truth: Template
    kind: Kind
    conditions: Conditions
    pose: Pose


def impression(
    master: Master,
    seed: int,
    *,
    kind: Kind | str = Kind.ROLLED,
    difficulty: str = "good",
    size: tuple[int, int] | None = None,
    **conditions: float,
) -> Impression:
    """Take an impression of a finger.

    Args:
        master: the finger.
        seed: which impression of it; the same seed gives the same picture.
        kind: rolled, plain, slap (one finger as it shows in a slap) or partial.
        difficulty: good, field or poor: the preset that the conditions are drawn from.
        size: (width, height) of the picture in px of 500 ppi; by default the kind's.
        **conditions: conditions of `Conditions` by name, in place of the drawn ones.

    Raises:
        UsageError: the kind, difficulty or condition does not exist.
    """
    try:
        kind = Kind(kind)
    except ValueError:
        raise UsageError(
            f"there is no kind {kind!r}", remedy=f"Choose one of: {', '.join(k.value for k in Kind)}."
        ) from None
    generator = stream(master.seed, master.finger, "impression", seed, kind.value)
    how = draw_conditions(difficulty, generator).with_values(conditions)
    width, height = size or SIZES[kind]
    pose, centre = pose_of(master, kind, width, height, how, generator)
    fields = contact_fields(master, kind, pose, centre, width, height, how, generator)
    pixels = take(draw_contact(master, fields, width, height, how, generator), how, master.ppi, generator)
    truth = carry(master.minutiae, pose, visible(fields), IMPRESSION_TYPE[kind], width, height)
    return Impression(pixels, master.ppi, truth, kind, how, pose)


def pose_of(
    master: Master, kind: Kind, width: int, height: int, how: Conditions, generator: np.random.Generator
) -> tuple[Pose, tuple[float, float]]:
    """Draw the pose; return also the point of the skin that presses hardest."""
    scale = master.ppi / 500
    rows = np.flatnonzero(master.mask.any(axis=1))
    columns = np.flatnonzero(master.mask.any(axis=0))
    x = (columns[0] + columns[-1]) / 2 / scale
    top, length = rows[0] / scale, (rows[-1] - rows[0]) / scale
    dx, dy = generator.standard_normal(2).tolist()
    share = {Kind.ROLLED: 0.5, Kind.PLAIN: 0.41, Kind.SLAP: 0.37, Kind.PARTIAL: 0.42}[kind]
    loose = {Kind.ROLLED: 0.0, Kind.PLAIN: 8.0, Kind.SLAP: 10.0, Kind.PARTIAL: 45.0}[kind]
    centre = (x + loose * dx, top + share * length + loose * dy)
    return draw_pose(width, height, centre, how, generator), centre
