"""Stage 2: the 1:1 matcher on every finger of some tens of subjects, fused into one log-likelihood ratio."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from tenprint.fingerprint.template import Template
from tenprint.search.answer import FingerScore
from tenprint.search.cascade.candidates import Pair, Survivor
from tenprint.search.fusion import fuse, limit_finger
from tenprint.search.matcher import Matcher
from tenprint.search.parameters import POOR_FINGER_LLR, REJECT_AFTER, REJECT_BELOW, SWAP_SEARCH_ABOVE


@dataclass(frozen=True, slots=True)
class Compared:
    """A subject after full comparison: its ratio (nats), the parts, and how the fingers were assigned."""

    subject: str
    llr: float
    fingers: tuple[FingerScore, ...]
    explanation: str


class FullComparison:
    """The search's side, prepared once; `compare` may be called from several threads."""

    def __init__(self, templates: dict[int, Template], matcher: Matcher) -> None:
        self._matcher = matcher
        self._search = {position: matcher.prepare(template) for position, template in templates.items()}

    def compare(self, survivor: Survivor) -> Compared | None:
        """Compare a subject's fingers; None when it has been erased since the search began."""
        if survivor.payload is None:
            return None
        prepared: dict[int, Any] = {}
        scores: list[FingerScore] = []
        for finger, file_finger in survivor.pairs:
            scores.append(self._score((finger, file_finger), survivor, prepared))
            if len(scores) == REJECT_AFTER and fuse(s.llr for s in scores) < REJECT_BELOW:
                break
        swaps, price = "", 0.0
        if fuse(s.llr for s in scores) > SWAP_SEARCH_ABOVE:
            scores, swaps, price = self._unswap(scores, survivor, prepared)
        llr = fuse(s.llr for s in scores) - survivor.penalty - price
        return Compared(survivor.subject, llr, tuple(scores), _explain(survivor, scores, swaps, price))

    def _score(self, pair: Pair, survivor: Survivor, prepared: dict[int, Any]) -> FingerScore:
        finger, file_finger = pair
        if file_finger not in prepared:
            prepared[file_finger] = self._matcher.prepare(survivor.fingers[file_finger])
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


def _explain(survivor: Survivor, scores: Iterable[FingerScore], swaps: str, price: float) -> str:
    parts = [f"fingers {survivor.assignment}"]
    if survivor.penalty:
        parts.append(f"less {survivor.penalty:.1f} for the choice")
    if swaps:
        parts.append(f"swapped: {swaps}, less {price:.1f} for the choice")
    speaking = [s for s in scores if s.llr > POOR_FINGER_LLR]
    parts.append(f"{len(speaking)} of {len(list(scores))} fingers speak for the subject")
    return "; ".join(parts)
