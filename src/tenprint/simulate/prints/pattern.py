"""Pattern classes at their natural frequencies, and where their cores and deltas lie."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tenprint.simulate.prints.parameters import PatternFrequencies
from tenprint.simulate.prints.streams import stream


class Pattern(StrEnum):
    """The five classes of Henry's system as Wilson et al. (1993) count them."""

    ARCH = "arch"
    TENTED_ARCH = "tented arch"
    LEFT_LOOP = "left loop"
    RIGHT_LOOP = "right loop"
    WHORL = "whorl"


@dataclass(frozen=True, slots=True)
class Layout:
    """Singular points of one finger, in units of the orientation model: x to the right, y up from the joint.

    Attributes:
        cores: (x, y, axis) each; the axis is the direction in which the ridges bulge, radians from x, y up.
        deltas: (x, y) each.
    """

    pattern: Pattern
    cores: tuple[tuple[float, float, float], ...]
    deltas: tuple[tuple[float, float], ...]


def draw_pattern(seed: int, finger: int, frequencies: PatternFrequencies) -> tuple[Pattern, bool]:
    """Draw the class of one finger (1 to 10) of a person; fingers of one person resemble each other.

    Arch, loop and whorl form an order (pattern intensity), so one uniform number per person, which a finger follows
    with probability `shared`, correlates the ten fingers and leaves every finger's frequencies as they are.

    Returns:
        The class, and whether a whorl is a double loop.
    """
    tendency = float(stream(seed, "person", "pattern").random())
    own, follow, kind, twin = stream(seed, finger, "pattern").random(4)
    u = tendency if follow < frequencies.shared else own
    i = finger - 1
    if u < frequencies.arch[i]:
        tented = kind < frequencies.tented_of_arch
        return (Pattern.TENTED_ARCH if tented else Pattern.ARCH), False
    if u >= 1.0 - frequencies.whorl[i]:
        return Pattern.WHORL, bool(twin < frequencies.double_of_whorl[i])
    radial = kind < frequencies.radial_of_loop[i]
    # An ulnar loop opens toward the little finger: to the right on the print of a right hand.
    right = (finger <= 5) != bool(radial)
    return (Pattern.RIGHT_LOOP if right else Pattern.LEFT_LOOP), False


def draw_layout(pattern: Pattern, double: bool, generator: np.random.Generator) -> Layout:
    """Place the singular points of a class with natural variation."""
    a, b, c, d, e, f, g, k = generator.standard_normal(8).tolist()
    high = 0.80 + 0.045 * a
    if pattern is Pattern.ARCH:
        return Layout(pattern, (), ())
    if pattern is Pattern.TENTED_ARCH:
        x = 0.05 * b
        core = (x, high - 0.08, np.pi / 2 + 0.1 * c)
        return Layout(pattern, (core,), ((x + 0.015 * d, high - 0.22 - 0.05 * abs(e)),))
    if pattern is Pattern.WHORL:
        if double:
            side = 1.0 if k > 0 else -1.0
            gap_x, gap_y = side * (0.16 + 0.03 * b), 0.14 + 0.03 * c
            lean = 0.5 * side
        else:
            side = 0.0
            gap_y = 0.03 + 0.04 * abs(b)
            lean = 0.25 * c
            gap_x = gap_y * lean
        upper = (gap_x / 2, high + gap_y / 2, np.pi / 2 - lean)
        lower = (-gap_x / 2, high - gap_y / 2, -np.pi / 2 - lean)
        left = (-0.55 + 0.08 * d, high - 0.34 + 0.06 * e - side * 0.05)
        right = (0.55 + 0.08 * f, high - 0.34 + 0.06 * g + side * 0.05)
        return Layout(pattern, (upper, lower), (left, right))
    side = 1.0 if pattern is Pattern.LEFT_LOOP else -1.0  # where the delta lies: opposite to the opening
    core = (side * 0.03 + 0.04 * b, high, np.pi / 2 - side * (0.35 + 0.15 * c))
    return Layout(pattern, (core,), ((side * (0.48 + 0.09 * d), high - 0.31 + 0.06 * e),))
