"""Pattern classes at their natural frequencies."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.simulate.prints.parameters import PatternFrequencies
from tenprint.simulate.prints.streams import stream


class Pattern(StrEnum):
    """The five classes of Henry's system as Wilson et al. (1993) count them."""

    ARCH = "arch"
    TENTED_ARCH = "tented arch"
    LEFT_LOOP = "left loop"
    RIGHT_LOOP = "right loop"
    WHORL = "whorl"


# Codes of the classes inside kernels: places in `PATTERNS`. A double loop is a whorl to everybody but its layout.
PATTERNS: tuple[Pattern, ...] = tuple(Pattern)
ARCH, TENTED_ARCH, LEFT_LOOP, RIGHT_LOOP, WHORL, DOUBLE_LOOP = range(6)

# Rows of the table of frequencies.
_WHORL, _ARCH, _TENTED, _RADIAL, _DOUBLE, _SHARED = range(6)


def frequency_table(frequencies: PatternFrequencies) -> NDArray[np.float64]:
    """Return the frequencies as a (6, 10) table for `choose_class`."""
    f = frequencies
    ten = np.ones(10)
    return np.array(
        [f.whorl, f.arch, f.tented_of_arch * ten, f.radial_of_loop, f.double_of_whorl, f.shared * ten], np.float64
    )


@njit(cache=True, nogil=True)
def choose_class(tendency: float, own: NDArray[np.float64], finger: int, table: NDArray[np.float64]) -> int:
    """Return the class code of one finger (1 to 10).

    Arch, loop and whorl form an order (pattern intensity), so one uniform number per person, which a finger follows
    with a fixed probability, correlates the ten fingers and leaves every finger's frequencies as they are.

    Args:
        tendency: the person's uniform number.
        own: four uniform numbers of the finger: tendency, whether it follows the person, subclass, double loop.
        finger: 1 to 10.
        table: see `frequency_table`.
    """
    i = finger - 1
    u = tendency if own[1] < table[5, i] else own[0]
    if u < table[1, i]:
        return 1 if own[2] < table[2, i] else 0
    if u >= 1.0 - table[0, i]:
        return 5 if own[3] < table[4, i] else 4
    radial = own[2] < table[3, i]
    # An ulnar loop opens toward the little finger: to the right on the print of a right hand.
    right = (finger <= 5) != radial
    return 3 if right else 2


def draw_class(seed: int, finger: int, frequencies: PatternFrequencies) -> int:
    """Draw the class code of one finger (1 to 10) of a person; fingers of one person resemble each other."""
    tendency = float(stream(seed, "person", "pattern").random())
    return int(choose_class(tendency, stream(seed, finger, "pattern").random(4), finger, frequency_table(frequencies)))


def pattern_of(code: int) -> Pattern:
    """Return the class of a code."""
    return PATTERNS[min(code, WHORL)]
