"""Stage 2: the 1:1 matcher on every finger of some tens of subjects, fused into one log-likelihood ratio."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from tenprint.fingerprint.template import Template
from tenprint.search.answer import FingerScore
from tenprint.search.cascade.candidates import Pair, Survivor
from tenprint.search.fusion import fuse, limit_finger
from tenprint.search.matcher import Matcher
from tenprint.search.parameters import (
    FINGERS,
    POOR_FINGER_LLR,
    REJECT_AFTER,
    REJECT_AFTER_OF_MANY,
    REJECT_BELOW,
    SCREEN_FINGERS,
    SURE_FINGERS,
    SURE_FINGERS_OF_HAND,
    SURE_LLR,
    SWAP_SEARCH_ABOVE,
)

HAND = FINGERS // 2


@dataclass(frozen=True, slots=True)
class Compared:
    """A subject after full comparison: its ratio (nats), the parts, and how the fingers were assigned."""

    subject: str
    llr: float
    fingers: tuple[FingerScore, ...]
    explanation: str


class FullComparison:
    """The search's side; `compare` may be called from several threads."""

    def __init__(self, templates: dict[int, Template], matcher: Matcher, *, enough: int | None = SURE_FINGERS) -> None:
        """Take the search's side.

        Args:
            templates: by position.
            matcher: the 1:1 matcher.
            enough: fingers after which a subject may be decided; None: not before the last.
        """
        self._matcher, self._templates, self._enough = matcher, templates, enough
        self._search: dict[int, Any] = {}
        self._reject_after = REJECT_AFTER_OF_MANY if len(templates) >= SCREEN_FINGERS else REJECT_AFTER
        self._reject_below = REJECT_BELOW

    def in_doubt(self) -> FullComparison:
        """Return the same for subjects for whom no stage spoke: one finger that says nothing is enough against them."""
        doubting = copy(self)
        doubting._reject_after, doubting._reject_below = 1, POOR_FINGER_LLR
        return doubting

    def compare(self, survivor: Survivor) -> Compared | None:
        """Compare a subject's fingers; None when it has been erased since the search began."""
        if survivor.payload is None:
            return None
        prepared: dict[int, Any] = {}
        scores: list[FingerScore] = []
        pairs = hands_in_turn(survivor.pairs)
        for number, pair in enumerate(pairs, 1):
            scores.append(self._score(pair, survivor, prepared))
            if number == self._reject_after and fuse(s.llr for s in scores) < self._reject_below:
                break
            if self._enough and number >= self._enough and sure(scores, pairs[number:]):
                break
        swaps, price = "", 0.0
        if fuse(s.llr for s in scores) > SWAP_SEARCH_ABOVE:
            scores, swaps, price = self._unswap(scores, survivor, prepared)
        llr = fuse(s.llr for s in scores) - survivor.penalty - price
        return Compared(survivor.subject, llr, tuple(scores), _explain(survivor, scores, swaps, price))

    def _score(self, pair: Pair, survivor: Survivor, prepared: dict[int, Any]) -> FingerScore:
        finger, file_finger = pair
        if finger not in self._search:  # two threads may do the same; the result is the same
            self._search[finger] = self._matcher.prepare(self._templates[finger])
        if file_finger not in prepared:
            prepared[file_finger] = self._matcher.prepare(survivor.finger(file_finger))
        score, llr = self._matcher.compare(self._search[finger], prepared[file_finger])
        return FingerScore(finger, file_finger, score, limit_finger(llr))

    def _unswap(
        self, scores: list[FingerScore], survivor: Survivor, prepared: dict[int, Any]
    ) -> tuple[list[FingerScore], str, float]:
        """Try fingers that do not match against each other; a changed assignment costs the number of choices."""
        poor = [s for s in scores if s.llr <= POOR_FINGER_LLR]
        if len(poor) < 2:
            return scores, "", 0.0
        table = [[self._score((a.position, b.file_position), survivor, prepared) for b in poor] for a in poor]
        ratios = np.array([[s.llr for s in row] for row in table])
        rows, columns = linear_sum_assignment(-ratios)
        price = float(np.log(np.arange(1, len(poor) + 1)).sum())
        if float(ratios[rows, columns].sum() - np.trace(ratios)) <= price:
            return scores, "", 0.0
        changed = {(a.position): table[i][columns[i]] for i, a in enumerate(poor)}
        moved = [s for s in changed.values() if s.position != s.file_position]
        names = ", ".join(f"{s.position} is the file's {s.file_position}" for s in moved)
        return [changed.get(s.position, s) for s in scores], names, price


def _hand(pair: Pair) -> int:
    return (pair[0] - 1) // HAND


def hands_in_turn(pairs: list[Pair]) -> list[Pair]:
    """Return the pairs with right and left hand in turn, the order within each hand as it was."""
    first = _hand(pairs[0]) if pairs else 0
    one, other = ([p for p in pairs if (_hand(p) == first) == same] for same in (True, False))
    both = min(len(one), len(other))
    turn = [p for two in zip(one[:both], other[:both], strict=True) for p in two]
    return turn + one[both:] + other[both:]


def sure(scores: list[FingerScore], left: list[Pair]) -> bool:
    """Whether a subject is decided although these pairs are left: fingers of either hand were compared, all agree."""
    if any(s.llr <= POOR_FINGER_LLR for s in scores):
        return False
    of_hand = [sum((s.position - 1) // HAND == hand for s in scores) for hand in (0, 1)]
    enough = all(of_hand[hand] >= SURE_FINGERS_OF_HAND or all(_hand(p) != hand for p in left) for hand in (0, 1))
    return enough and fuse(s.llr for s in scores) > SURE_LLR


def _explain(survivor: Survivor, scores: list[FingerScore], swaps: str, price: float) -> str:
    parts = [f"fingers {survivor.assignment}"]
    if survivor.penalty:
        parts.append(f"less {survivor.penalty:.1f} for the choice")
    if swaps:
        parts.append(f"swapped: {swaps}, less {price:.1f} for the choice")
    speaking = [s for s in scores if s.llr > POOR_FINGER_LLR]
    parts.append(f"{len(speaking)} of {len(scores)} fingers speak for the subject")
    if len(scores) < len(survivor.pairs):
        parts.append(f"{len(survivor.pairs) - len(scores)} more were not needed to decide")
    return "; ".join(parts)
