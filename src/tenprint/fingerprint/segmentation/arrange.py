"""Which ellipses are the fingers of one hand: as many as expected, side by side, the uppermost of each finger."""

from __future__ import annotations

from tenprint.fingerprint.segmentation import parameters as p
from tenprint.fingerprint.segmentation.ellipses import Ellipse


def arrange(candidates: list[Ellipse], expected: int) -> list[Ellipse]:
    """Choose at most `expected` fingers, from left to right, with the greatest strength in all.

    An ellipse below another in the same column is a second phalanx and pays for it. Found by dynamic programming over
    the candidates sorted from left to right.
    """
    order = sorted(candidates, key=lambda e: e.x)
    gains = [e.strength - _below_cost(e, candidates) for e in order]
    # best[k][n]: the best total of k + 1 fingers of which candidate n is the rightmost, and the one before it.
    best: list[list[tuple[float, int]]] = [[(gain, -1) for gain in gains]]
    for count in range(1, expected):
        row = []
        for n, right in enumerate(order):
            options = [(best[count - 1][m][0], m) for m in range(n) if _neighbours(order[m], right)]
            total, before = max(options, default=(float("-inf"), -1))
            row.append((total + gains[n], before))
        best.append(row)
    totals = [(total, count, n) for count, row in enumerate(best) for n, (total, _) in enumerate(row)]
    total, count, n = max(totals, default=(0.0, 0, -1))
    chosen: list[Ellipse] = []
    while n >= 0 and total > 0:
        chosen.append(order[n])
        n = best[count][n][1]
        count -= 1
    return chosen[::-1]


def _below_cost(lower: Ellipse, candidates: list[Ellipse]) -> float:
    above = [
        upper.strength
        for upper in candidates
        if abs(upper.x - lower.x) * p.CELL_MM < p.BESIDE_MM
        and p.BELOW_MM[0] < (lower.y - upper.y) * p.CELL_MM < p.BELOW_MM[1]
    ]
    return p.BELOW_COST * max(above, default=0.0)


def _neighbours(left: Ellipse, right: Ellipse) -> bool:
    across, down = (right.x - left.x) * p.CELL_MM, abs(right.y - left.y) * p.CELL_MM
    return p.NEIGHBOUR_MM[0] <= across <= p.NEIGHBOUR_MM[1] and down <= p.NEIGHBOUR_DOWN_MM
