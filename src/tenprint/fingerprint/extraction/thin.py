"""Step 7: thin ridges to lines one px wide that keep their topology."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

# The eight neighbours clockwise from the top, as (row, column) steps; bit k of a neighbourhood is neighbour k.
STEPS = np.array([[-1, 0], [-1, 1], [0, 1], [1, 1], [1, 0], [1, -1], [0, -1], [-1, -1]], np.int64)


def _removable() -> NDArray[np.bool_]:
    """Which neighbourhoods allow removal in the two half steps; source: Guo and Hall 1989, algorithm A1."""
    table = np.zeros((2, 256), np.bool_)
    for code in range(256):
        p = [bool(code >> k & 1) for k in range(8)]
        c = sum((not p[k]) and (p[(k + 1) % 8] or p[(k + 2) % 8]) for k in (0, 2, 4, 6))
        n1 = sum(p[k] or p[(k + 7) % 8] for k in (0, 2, 4, 6))
        n2 = sum(p[k] or p[(k + 1) % 8] for k in (0, 2, 4, 6))
        enough = c == 1 and 2 <= min(n1, n2) <= 3
        table[0, code] = enough and not ((p[0] or p[1] or not p[3]) and p[2])
        table[1, code] = enough and not ((p[4] or p[5] or not p[7]) and p[6])
    return table


REMOVABLE = _removable()


def thin(shape: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the skeleton of a (h, w) bool image whose outermost px are False."""
    skeleton: NDArray[np.bool_] = _thin(shape, REMOVABLE, STEPS)
    return skeleton


@njit(nogil=True, cache=True)
def _thin(shape, removable, steps):  # type: ignore[no-untyped-def]
    rows, columns = shape.shape
    image = shape.copy()
    alive = np.empty(rows * columns, np.int32)
    count = 0
    for r in range(1, rows - 1):
        for c in range(1, columns - 1):
            if image[r, c]:
                alive[count] = r * columns + c
                count += 1
    gone = np.empty(count, np.int32)
    changed = True
    while changed:
        changed = False
        for half in range(2):
            removed = 0
            kept = 0
            for k in range(count):
                at = alive[k]
                r, c = at // columns, at % columns
                code = 0
                for n in range(8):
                    if image[r + steps[n, 0], c + steps[n, 1]]:
                        code |= 1 << n
                if removable[half, code]:
                    gone[removed] = at
                    removed += 1
                else:
                    alive[kept] = at
                    kept += 1
            for k in range(removed):
                image[gone[k] // columns, gone[k] % columns] = False
            if removed:
                changed = True
            count = kept
    return image
