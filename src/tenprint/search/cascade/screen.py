"""The filter's first look at a row: the sum over ten fingers of the bits that differ and count most.

A sum needs no table and no decision for each finger, so a row costs nanoseconds. It is coarse: it passes on one row in
hundreds, which are then scored finger by finger. Hands taken for each other are looked for with three fingers of each
hand, because they are rare.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.search.cascade.query import Positions, Query
from tenprint.search.cascade.scan import AS_GIVEN, BLOCK, SWAPPED
from tenprint.search.cascade.words import count_ten, count_three
from tenprint.search.gallery.snapshot import Snapshot, View
from tenprint.search.parameters import (
    CODE_WORDS,
    FINGERS,
    SCREEN_FINGERS,
    SCREEN_PASSED,
    SCREEN_SAMPLE,
    SCREEN_SHARE,
    SCREEN_SUBJECTS,
)

WORDS = FINGERS * CODE_WORDS
RUN_FINGERS = 3
RUN = RUN_FINGERS * CODE_WORDS
"""Words of three neighbouring fingers."""

HAND = FINGERS // 2
STARTS = range(HAND - RUN_FINGERS + 1)
"""Fingers of a hand at which such a run may begin."""


def can_screen(query: Query, subjects: int) -> bool:
    """Whether a search has enough fingers, and the gallery enough subjects, for a coarse first look."""
    return query.positions is Positions.KNOWN and len(query.coded) >= SCREEN_FINGERS and subjects >= SCREEN_SUBJECTS


class Screen:
    """The first look of several searches at a snapshot."""

    def __init__(self, snapshot: Snapshot, queries: list[Query]) -> None:
        self._codes = np.concatenate([q.codes.ravel() for q in queries])
        self._masks = np.concatenate([q.weights[:, 1].ravel() for q in queries])
        swapped = [_swapped(q) for q in queries]
        self._runs = np.array([runs for runs, _, _ in swapped], np.int64)
        self._run_codes = np.concatenate([codes for _, codes, _ in swapped])
        self._run_masks = np.concatenate([masks for _, _, masks in swapped])
        self._limits = self._sample(snapshot)

    def passed(self, view: View) -> list[NDArray[np.int32]]:
        """Return the rows of a view that each search passes on, as `screen` tells them."""
        rows = np.empty((len(self._runs), view.rows), np.int32)
        numbers = np.zeros(len(self._runs), np.int64)
        screen(
            view.codes.reshape(-1), self._codes, self._masks, self._runs, self._run_codes,
            self._run_masks, self._limits, rows, numbers,
        )  # fmt: skip
        return [rows[q, :number] for q, number in enumerate(numbers.tolist())]

    def _sample(self, snapshot: Snapshot) -> NDArray[np.float32]:
        """Return (Q, 2), below which sum a row passes, as given and swapped, from the sums of some strangers."""
        found: list[NDArray[np.float32]] = []
        wanted = SCREEN_SAMPLE
        for view in snapshot.views:
            rows = min(wanted, view.rows)
            sums = np.empty((len(self._runs), 2, rows), np.float32)
            screen_sums(
                view.codes[:rows].reshape(-1), self._codes, self._masks, self._runs, self._run_codes,
                self._run_masks, sums,
            )  # fmt: skip
            found.append(sums[:, :, view.heads[:rows] != 0])
            wanted -= rows
            if wanted <= 0:
                break
        sums = np.concatenate(found, axis=2)
        # Median and quartiles, so that a few mates or duplicates among them do not matter.
        sums.sort(axis=2)
        low, middle, high = (sums[:, :, int(part * (sums.shape[2] - 1))] for part in (0.25, 0.5, 0.75))
        share = min(max(SCREEN_PASSED / max(snapshot.subjects, 1), SCREEN_SHARE[0]), SCREEN_SHARE[1])
        return np.asarray(middle + NormalDist().inv_cdf(share) * (high - low) / 1.349, np.float32)


def _swapped(query: Query) -> tuple[tuple[int, int], NDArray[np.uint64], NDArray[np.uint64]]:
    """Return for hands taken for each other: two runs of words of a row, and the search's codes and masks for them.

    Of each hand of the row those three neighbouring fingers for which the search has most codes, the thumb's side first
    where several have as many.
    """
    coded = set(query.coded)
    runs, codes, masks = [], [], []
    for hand in (0, HAND):
        of_search = (hand + HAND) % FINGERS
        codes_of = [[p in coded for p in range(of_search + f + 1, of_search + f + 1 + RUN_FINGERS)] for f in STARTS]
        best = max(STARTS, key=lambda f: (sum(codes_of[f]), -f))
        runs.append((hand + best) * CODE_WORDS)
        codes.append(query.codes[of_search + best : of_search + best + RUN_FINGERS].ravel())
        masks.append(query.weights[of_search + best : of_search + best + RUN_FINGERS, 1].ravel())
    return (runs[0], runs[1]), np.concatenate(codes), np.concatenate(masks)


@njit(nogil=True, cache=True, error_model="numpy")
def screen(codes, queries, masks, runs, run_codes, run_masks, limits, rows, numbers):  # type: ignore[no-untyped-def]
    """Fill rows (Q, n) with the rows that pass, and numbers (Q,), zero before, with how many.

    A row is its number times four, plus `AS_GIVEN`, `SWAPPED` or both: how it passed.

    Args:
        codes: (n * WORDS,) uint64.
        queries, masks: (Q * WORDS,) uint64: codes of the search, and which of their bits count.
        runs: (Q, 2) words of a row at which the two runs for swapped hands begin.
        run_codes, run_masks: (Q * 2 * RUN,) uint64: the search's for these.
        limits: (Q, 2) float32: a row passes with a sum below.
    """
    n = len(codes) // WORDS
    for start in range(0, n, BLOCK):
        for q in range(len(numbers)):
            own, run, first, second, number = q * WORDS, q * 2 * RUN, runs[q, 0], runs[q, 1], numbers[q]
            limit, swapped_limit = np.uint64(max(limits[q, 0], 0)), np.uint64(max(limits[q, 1], 0))
            for i in range(start, min(start + BLOCK, n)):
                row = i * WORDS
                given = count_ten(codes, row, queries, own, masks, own)
                swapped = count_three(codes, row + first, run_codes, run, run_masks, run)
                swapped += count_three(codes, row + second, run_codes, run + RUN, run_masks, run + RUN)
                if (given < limit) | (swapped < swapped_limit):
                    rows[q, number] = (
                        i * 4 + np.int64(given < limit) * AS_GIVEN + np.int64(swapped < swapped_limit) * SWAPPED
                    )
                    number += 1
            numbers[q] = number


@njit(nogil=True, cache=True, error_model="numpy")
def screen_sums(codes, queries, masks, runs, run_codes, run_masks, sums):  # type: ignore[no-untyped-def]
    """Fill sums (Q, 2, n) float32, as given and swapped. See `screen`."""
    for q in range(sums.shape[0]):
        own, run, first, second = q * WORDS, q * 2 * RUN, runs[q, 0], runs[q, 1]
        for i in range(sums.shape[2]):
            row = i * WORDS
            swapped = count_three(codes, row + first, run_codes, run, run_masks, run)
            swapped += count_three(codes, row + second, run_codes, run + RUN, run_masks, run + RUN)
            sums[q, 0, i] = np.float32(count_ten(codes, row, queries, own, masks, own))
            sums[q, 1, i] = np.float32(swapped)
