"""Searches with and without the mate in the gallery, and what they took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tenprint.evaluate.identification.rates import MISSED
from tenprint.evaluate.identification.rounds import Mate
from tenprint.fingerprint.template import Template
from tenprint.search import Answer, Gallery, Options, identify, identify_many


@dataclass(slots=True)
class Outcome:
    """What searches gave, one entry each.

    Attributes:
        mates: score of the mate, `MISSED` where it is not a candidate.
        ranks: rank of the mate, or None.
        strangers: best score of a search before the mate was enrolled.
        seconds: time of single searches with a mate.
        batch_seconds: time a search in batches.
        passed: share of the gallery that the filter passed on.
        stranger_seconds: time of single searches without a mate.
    """

    mates: list[float] = field(default_factory=list)
    ranks: list[int | None] = field(default_factory=list)
    strangers: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    batch_seconds: list[float] = field(default_factory=list)
    passed: list[float] = field(default_factory=list)
    stranger_seconds: list[float] = field(default_factory=list)

    def scores(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the scores of mates and of strangers."""
        return np.array(self.mates), np.array(self.strangers)


def search_rounds(
    gallery: Gallery,
    rounds: Iterable[list[Mate]],
    positions: tuple[int, ...],
    options: Options,
    batch: int,
    timed: int,
    progress: Callable[[int], None],
) -> Outcome:
    """Search each round twice: before its mates are enrolled, and afterwards.

    Args:
        gallery: with the distractors; the mates of a round are deleted at its end.
        rounds: of mates.
        positions: fingers that are searched with; all ten are enrolled.
        options: of the search.
        batch: searches in one pass.
        timed: how many searches with a mate, and how many without, are done one by one, with their time; the further
            ones go in batches.
        progress: called with the number of mates done.
    """
    outcome = Outcome()
    for mates in rounds:
        searches = [{p: mate.searched[p] for p in positions} for mate in mates]
        single = min(max(timed - len(outcome.stranger_seconds), 0), len(mates))
        for search in searches[:single]:
            answer = identify(gallery, search, options=options)
            outcome.stranger_seconds.append(answer.seconds)
            _note_stranger(answer, outcome)
        for start in range(single, len(searches), batch):
            for answer in _batch(gallery, searches[start : start + batch], options, outcome):
                _note_stranger(answer, outcome)
        gallery.insert_many((mate.subject, mate.enrolled) for mate in mates)
        single = min(max(timed - len(outcome.seconds), 0), len(mates))
        for mate, search in zip(mates[:single], searches[:single], strict=True):
            answer = identify(gallery, search, options=options)
            outcome.seconds.append(answer.seconds)
            _note(mate.subject, answer, outcome)
            progress(1)
        for start in range(single, len(mates), batch):
            answers = _batch(gallery, searches[start : start + batch], options, outcome)
            for mate, answer in zip(mates[start : start + batch], answers, strict=True):
                _note(mate.subject, answer, outcome)
            progress(len(answers))
        for mate in mates:
            gallery.delete(mate.subject)
    return outcome


def _batch(gallery: Gallery, searches: list[dict[int, Template]], options: Options, outcome: Outcome) -> list[Answer]:
    begun = time.perf_counter()
    answers = identify_many(gallery, searches, options=options)
    outcome.batch_seconds.append((time.perf_counter() - begun) / len(searches))
    return answers


def _note_stranger(answer: Answer, outcome: Outcome) -> None:
    """Note the best score of somebody who is not in the gallery."""
    outcome.strangers.append(answer.candidates[0].llr if answer.candidates else MISSED)


def _note(subject: str, answer: Answer, outcome: Outcome) -> None:
    """Note where a mate is among the candidates of the search for it."""
    place = next((i for i, c in enumerate(answer.candidates) if c.subject == subject), None)
    outcome.ranks.append(None if place is None else place + 1)
    outcome.mates.append(MISSED if place is None else answer.candidates[place].llr)
    outcome.passed.append(answer.passed_by_filter / max(answer.coverage.subjects_total, 1))
