"""What is searched for: the templates with their codes, and which assignments of fingers are tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from tenprint.errors import UsageError
from tenprint.fingerprint.template import Template
from tenprint.search.gallery.prepared import Encoder
from tenprint.search.parameters import CODE_WORDS, FINGERS


class Positions(StrEnum):
    """What is known about the finger positions of a search."""

    KNOWN = "known"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """One search.

    Attributes:
        templates: by finger position; by any number from 1 to 10 where positions are unknown.
        positions: whether they are known.
        codes: (10, 8) uint64, zero where there is no finger or it has no code.
        weights: (10, 2, 8) uint64: bits that count once, and bits that count twice (both: three times); none where
            there is no code.
    """

    templates: dict[int, Template]
    positions: Positions
    codes: NDArray[np.uint64] = field(repr=False)
    weights: NDArray[np.uint64] = field(repr=False)

    @property
    def coded(self) -> list[int]:
        """The fingers that have a code."""
        there: list[bool] = np.asarray(self.codes.any(axis=1)).tolist()
        return [p for p in sorted(self.templates) if there[p - 1]]

    def distances(self, finger: int, codes: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return (...,) weighted distances of a search finger (1 to 10) to codes (..., 8)."""
        differ = self.codes[finger - 1] ^ codes
        once, twice = (np.bitwise_count(differ & bits).sum(-1, dtype=np.int64) for bits in self.weights[finger - 1])
        return np.asarray(once + 2 * twice)


def make_query(fingers: Mapping[int, Template], positions: Positions, encoder: Encoder) -> Query:
    """Check and encode what is searched for; see `make_queries`."""
    return make_queries([fingers], positions, encoder)[0]


def make_queries(searches: Sequence[Mapping[int, Template]], positions: Positions, encoder: Encoder) -> list[Query]:
    """Check and encode several searches; all fingers in one call, which costs less.

    Raises:
        UsageError: no fingers, or positions that are not 1 to 10.
    """
    for fingers in searches:
        if not fingers or not all(1 <= position <= FINGERS for position in fingers):
            raise UsageError(
                f"a search needs one to ten fingers at positions 1 to 10, not at {sorted(fingers)}",
                remedy='Number them 1, 2, ... and say positions="unknown" where the positions are not known.',
            )
    places = [(number, position) for number, fingers in enumerate(searches) for position in sorted(fingers)]
    codes = np.zeros((len(searches), FINGERS, CODE_WORDS), np.uint64)
    weights = np.zeros((len(searches), FINGERS, 2, CODE_WORDS), np.uint64)
    if places:
        rows, columns = np.array(places).T
        encoded = encoder.encode_weighted([searches[number][position] for number, position in places])
        codes[rows, columns - 1], weights[rows, columns - 1] = encoded
        weights[~codes.any(axis=2)] = 0  # a finger without a code has no bits that could differ
    return [Query(dict(f), positions, c, w) for f, c, w in zip(searches, codes, weights, strict=True)]
