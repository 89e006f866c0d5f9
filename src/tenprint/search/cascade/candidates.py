"""The subjects that passed the filter: which search finger belongs to which finger of the file, and what codes say."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from tenprint.fingerprint.template import Template
from tenprint.search.cascade.filtering import Filtered
from tenprint.search.cascade.query import Positions, Query
from tenprint.search.cascade.tables import ratio_table
from tenprint.search.gallery.rows import fingers_offset, payload_fingers, payload_subject
from tenprint.search.gallery.snapshot import Snapshot, View
from tenprint.search.parameters import FINGERS, HANDS_SWAPPED_PENALTY, IMPOSTOR_MEAN, IMPOSTOR_SPREAD

Pair = tuple[int, int]
"""Finger of the search and finger of the file, positions 1 to 10."""


@dataclass
class Survivor:
    """A subject on its way through the cascade.

    Attributes:
        view, row: where it lies.
        score: what the stages so far say, nats.
        pairs: which fingers to compare, those whose codes agree best first.
        assignment: what was assumed about positions: "as given", "hands swapped", "positions unknown".
        penalty: nats; the price of having chosen among assignments.
    """

    view: View = field(repr=False)
    row: int
    score: float
    pairs: list[Pair]
    assignment: str = "as given"
    penalty: float = 0.0

    @cached_property
    def payload(self) -> bytes | None:
        """Identifier and fingers as stored; None when the subject has been erased since the search began."""
        return self.view.payload(self.row)

    @property
    def fingers_at(self) -> int:
        """Offset of the first finger in the payload."""
        assert self.payload is not None
        return fingers_offset(self.payload)

    @cached_property
    def subject(self) -> str:
        """Identifier."""
        assert self.payload is not None
        return payload_subject(self.payload)

    @cached_property
    def fingers(self) -> dict[int, Template]:
        """Templates by position, empty when the subject has been erased."""
        return payload_fingers(self.payload) if self.payload is not None else {}


TABLE = ratio_table(IMPOSTOR_MEAN, IMPOSTOR_SPREAD)


def make_survivors(snapshot: Snapshot, query: Query, filtered: Filtered) -> list[Survivor]:
    """Return the subjects that the filter passed on, with their fingers assigned."""
    survivors = []
    for score, number, row in zip(filtered.scores, filtered.views.tolist(), filtered.rows.tolist(), strict=True):
        view = snapshot.views[number]
        ratios = _ratios(query, view.codes[row])
        pairs, assignment, penalty = _assign(query, ratios, int(view.heads[row]))
        survivors.append(Survivor(view, row, float(score), pairs, assignment, penalty))
    return survivors


def _ratios(query: Query, codes: NDArray[np.uint64]) -> NDArray[np.float32]:
    """Return (10, 10): what the codes say about each search finger being each finger of the file."""
    return np.asarray(TABLE[np.bitwise_count(query.codes[:, None] ^ codes[None]).sum(-1, dtype=np.int64)])


def _assign(query: Query, ratios: NDArray[np.float32], head: int) -> tuple[list[Pair], str, float]:
    there = {p for p in range(1, FINGERS + 1) if head >> (p - 1) & 1}
    if query.positions is Positions.UNKNOWN:
        fingers, filed = sorted(query.templates), sorted(there)
        table = ratios[np.ix_([f - 1 for f in fingers], [f - 1 for f in filed])]
        chosen = zip(*linear_sum_assignment(-table), strict=True)
        pairs = [(fingers[a], filed[b]) for a, b in chosen]
        ways = np.log(np.arange(len(filed), len(filed) - len(pairs), -1)).sum()
        return _best_first(pairs, ratios), "positions unknown", float(ways)
    given = [(p, p) for p in query.templates if p in there]
    swapped = [(p, q) for p in query.templates if (q := (p + 4) % FINGERS + 1) in there]
    if _total(swapped, ratios) - HANDS_SWAPPED_PENALTY > _total(given, ratios):
        return _best_first(swapped, ratios), "hands swapped", HANDS_SWAPPED_PENALTY
    return _best_first(given, ratios), "as given", 0.0


def _total(pairs: list[Pair], ratios: NDArray[np.float32]) -> float:
    return sum(float(ratios[a - 1, b - 1]) for a, b in pairs)


def _best_first(pairs: list[Pair], ratios: NDArray[np.float32]) -> list[Pair]:
    return sorted(pairs, key=lambda pair: (-float(ratios[pair[0] - 1, pair[1] - 1]), pair))
