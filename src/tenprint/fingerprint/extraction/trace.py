"""Step 8: walk along skeletons, and cut the branches and fragments that no finger has."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.fingerprint.extraction.thin import STEPS

# Why a walk stopped.
GOES_ON, END, JUNCTION = 0, 1, 2


def _transitions() -> NDArray[np.uint8]:
    """Crossing number of each neighbourhood: how many lines leave the px; source: Rutovitz 1966."""
    table = np.zeros(256, np.uint8)
    for code in range(256):
        table[code] = sum(not code >> k & 1 and code >> (k + 1) % 8 & 1 for k in range(8))
    return table


CROSSINGS = _transitions()


def prune(skeleton: NDArray[np.bool_], spur: int, fragment: int) -> NDArray[np.bool_]:
    """Return the skeleton without branches shorter than `spur` px and pieces shorter than `fragment` px."""
    result = skeleton.copy()
    for limit in (spur // 2, spur):  # short ones first: their junctions then no longer stop the longer walks
        _prune(result, limit, limit, CROSSINGS, STEPS)
    _prune(result, spur, fragment, CROSSINGS, STEPS)
    return result


@njit(nogil=True, cache=True)
def crossing(skeleton, r, c, crossings, steps):  # type: ignore[no-untyped-def]
    """How many lines leave this px."""
    code = 0
    for n in range(8):
        if skeleton[r + steps[n, 0], c + steps[n, 1]]:
            code |= 1 << n
    return crossings[code]


@njit(nogil=True, cache=True)
def walk(skeleton, r, c, limit, path, crossings, steps):  # type: ignore[no-untyped-def]
    """Walk from an ending along its line: fill `path` (limit + 1, 2); return the number of px and why it stopped."""
    path[0, 0], path[0, 1] = r, c
    count = 1
    before_r, before_c = r, c
    while count <= limit:
        best = -1
        for n in (0, 2, 4, 6, 1, 3, 5, 7):  # sides before corners: a staircase is walked px by px
            y, x = r + steps[n, 0], c + steps[n, 1]
            if not skeleton[y, x] or (abs(y - before_r) <= 1 and abs(x - before_c) <= 1 and count > 1):
                continue
            best = n
            break
        if best < 0:
            return count, END
        before_r, before_c = r, c
        r, c = r + steps[best, 0], c + steps[best, 1]
        path[count, 0], path[count, 1] = r, c
        count += 1
        if crossing(skeleton, r, c, crossings, steps) > 2:
            return count, JUNCTION
    return count, GOES_ON


@njit(nogil=True, cache=True)
def endings(skeleton, crossings, steps):  # type: ignore[no-untyped-def]
    """All px from which exactly one line leaves: (n, 2) rows and columns."""
    rows, columns = skeleton.shape
    found = np.empty((rows * columns // 4 + 1, 2), np.int64)
    count = 0
    for r in range(1, rows - 1):
        for c in range(1, columns - 1):
            if skeleton[r, c] and crossing(skeleton, r, c, crossings, steps) == 1:
                found[count, 0], found[count, 1] = r, c
                count += 1
    return found[:count]


@njit(nogil=True, cache=True)
def _prune(skeleton, spur, fragment, crossings, steps):  # type: ignore[no-untyped-def]
    limit = max(spur, fragment)
    path = np.empty((limit + 1, 2), np.int64)
    for e in endings(skeleton, crossings, steps):
        if not skeleton[e[0], e[1]] or crossing(skeleton, e[0], e[1], crossings, steps) != 1:
            continue
        count, why = walk(skeleton, e[0], e[1], limit, path, crossings, steps)
        if why == JUNCTION and count - 1 <= spur:
            count -= 1
        elif not (why == END and count <= fragment):
            continue
        for k in range(count):
            skeleton[path[k, 0], path[k, 1]] = False
