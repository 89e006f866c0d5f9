"""Virtual subjects: ten fingers put together anew in each round, so that few fingers give many searches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tenprint.errors import UsageError
from tenprint.evaluate.identification.fingers import Finger
from tenprint.fingerprint.template import Template

POSITIONS = tuple(range(1, 11))


@dataclass(frozen=True, slots=True, eq=False)
class Mate:
    """A subject to enrol and a later search for it.

    Attributes:
        subject: identifier in the gallery.
        enrolled: templates by position.
        searched: other impressions of the same fingers, by position.
    """

    subject: str
    enrolled: dict[int, Template]
    searched: dict[int, Template]


def make_rounds(
    fingers: Sequence[Finger], searches: int, pair: tuple[int, int] | None, seed: int
) -> Iterator[list[Mate]]:
    """Yield rounds of mates. Within a round no finger occurs twice, so only the mate is a mate.

    Args:
        fingers: at least ten, each with two impressions or more.
        searches: number of mates over all rounds.
        pair: which impression is enrolled and which is searched with; None for two at random.
        seed: of the choices.

    Raises:
        UsageError: too few fingers or impressions.
    """
    if len(fingers) < len(POSITIONS) or min(len(f.impressions) for f in fingers) < 2:
        raise UsageError(f"virtual subjects need ten fingers of two impressions, not {len(fingers)}")
    rng = np.random.default_rng(seed)
    made = 0
    while made < searches:
        order = rng.permutation(len(fingers))
        batch = []
        for start in range(0, len(order) - len(POSITIONS) + 1, len(POSITIONS)):
            if made == searches:
                break
            mate = _mate(f"MATE{made:06d}", [fingers[i] for i in order[start : start + len(POSITIONS)]], pair, rng)
            batch.append(mate)
            made += 1
        yield batch


def _mate(subject: str, fingers: list[Finger], pair: tuple[int, int] | None, rng: np.random.Generator) -> Mate:
    enrolled, searched = {}, {}
    for position, finger in zip(POSITIONS, fingers, strict=True):
        first, second = pair or rng.choice(len(finger.impressions), 2, replace=False).tolist()
        enrolled[position], searched[position] = finger.impressions[first], finger.impressions[second]
    return Mate(subject, enrolled, searched)
