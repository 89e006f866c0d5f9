"""The subjects that passed the filter: which search finger belongs to which finger of the file, and what codes say."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.template import Template
from tenprint.search.cascade.assignment import ASSIGNMENTS, assign
from tenprint.search.cascade.filtering import Filtered
from tenprint.search.cascade.query import Query
from tenprint.search.gallery.rows import finger_places, payload_subject
from tenprint.search.gallery.snapshot import Snapshot, View
from tenprint.search.packing import unpack_finger
from tenprint.search.parameters import FINGERS

Pair = tuple[int, int]
"""Finger of the search and finger of the file, positions 1 to 10."""


@dataclass(frozen=True, slots=True, eq=False)
class Shortlist:
    """Subjects on their way through the cascade, as columns.

    Attributes:
        views, rows: (n,) where they lie in the snapshot.
        scores: (n,) what the stages so far say, nats.
        pairs: (n, k, 2) int8, which fingers to compare (positions 1 to 10), those whose codes agree best first; 0
            behind the last.
        assignments: (n,) int8, what was assumed about positions, place in `ASSIGNMENTS`.
        penalties: (n,) nats, the price of having chosen among assignments.
    """

    views: NDArray[np.int32]
    rows: NDArray[np.int32]
    scores: NDArray[np.float32]
    pairs: NDArray[np.int8]
    assignments: NDArray[np.int8]
    penalties: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.rows)

    def order(self, scores: NDArray[np.float32]) -> NDArray[np.int64]:
        """Return the places of the subjects by these scores, falling; ties are ordered by place in the gallery."""
        return np.lexsort((self.rows, self.views, -scores))

    def ordered(self, scores: NDArray[np.float32]) -> Shortlist:
        """Return the shortlist with these scores, falling."""
        return self.taken(self.order(scores), scores)

    def taken(self, order: NDArray[np.int64], scores: NDArray[np.float32]) -> Shortlist:
        """Return the subjects at these places, with these scores."""
        return Shortlist(
            self.views[order], self.rows[order], scores[order], self.pairs[order], self.assignments[order],
            self.penalties[order],
        )  # fmt: skip

    def survivors(self, snapshot: Snapshot, first: int) -> list[Survivor]:
        """Return the first subjects for the full comparison."""
        return [
            Survivor(
                view=snapshot.views[int(self.views[i])],
                row=int(self.rows[i]),
                score=float(self.scores[i]),
                pairs=[(int(a), int(b)) for a, b in self.pairs[i] if a],
                assignment=ASSIGNMENTS[int(self.assignments[i])],
                penalty=float(self.penalties[i]),
            )
            for i in range(min(first, len(self)))
        ]


@dataclass
class Survivor:
    """A subject that is compared in full.

    Attributes:
        view, row: where it lies.
        score: what the stages so far say, nats.
        pairs: which fingers to compare, those whose codes agree best first.
        assignment: what was assumed about positions.
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

    @cached_property
    def subject(self) -> str:
        """Identifier."""
        assert self.payload is not None
        return payload_subject(self.payload)

    @cached_property
    def _places(self) -> dict[int, int]:
        assert self.payload is not None
        return finger_places(self.payload)

    def finger(self, position: int) -> Template:
        """Return the template of one finger; only what is compared is unpacked."""
        assert self.payload is not None
        return unpack_finger(self.payload, self._places[position])[1]


def make_shortlist(snapshot: Snapshot, query: Query, filtered: Filtered) -> Shortlist:
    """Return the subjects that the filter passed on, with their fingers assigned."""
    n = len(filtered.rows)
    codes, heads = np.zeros((n, FINGERS, query.codes.shape[1]), np.uint64), np.zeros(n, np.uint64)
    for number in np.unique(filtered.views).tolist():
        view, here = snapshot.views[number], filtered.views == number
        codes[here], heads[here] = view.codes[filtered.rows[here]], view.heads[filtered.rows[here]]
    pairs, assignments, penalties = assign(query, codes, heads)
    return Shortlist(filtered.views, filtered.rows, filtered.scores, pairs, assignments, penalties)
