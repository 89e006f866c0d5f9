"""Scores of one print against another or against many."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.matching.compare import compare_many
from tenprint.fingerprint.matching.kernel import announce_compilation
from tenprint.fingerprint.matching.measures import COUNT
from tenprint.fingerprint.matching.prepared import Packed, Prepared
from tenprint.fingerprint.matching.scratch import scratch


def score_many(probe: Prepared, gallery: Packed, which: NDArray[np.int64] | None = None) -> NDArray[np.float32]:
    """Return (G,) float32: the probe's score against each finger of the gallery, or those whose numbers are given.

    A score is a log-likelihood ratio in nats. The gallery is a structure of arrays (see `Packed`, `pack`). The
    interpreter lock is released: call it from several threads with parts of `which` to use several cores.
    """
    return _run(probe, gallery, which, 0)[0]


def measures_many(
    probe: Prepared, gallery: Packed, which: NDArray[np.int64] | None = None
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return scores (G,) and measures (G, COUNT) in the order of `measures.NAMES`, NaN where nothing was comparable."""
    return _run(probe, gallery, which, 1)


def score(a: Prepared, b: Prepared) -> float:
    """Return how alike two prints are, a log-likelihood ratio in nats; score(a, b) == score(b, a)."""
    # One finger needs no packing: its columns are those of a gallery of one.
    gallery = Packed(b.geometry, b.words, np.array([0, len(b)]), np.array([b.key], np.uint64))
    return float(score_many(a, gallery)[0])


def _run(
    probe: Prepared, gallery: Packed, which: NDArray[np.int64] | None, rows: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    announce_compilation(compare_many)
    wanted = np.arange(len(gallery), dtype=np.int64) if which is None else np.ascontiguousarray(which, np.int64)
    out = np.zeros(len(wanted), np.float32)
    measures = np.zeros((len(wanted) * rows, COUNT), np.float32)
    compare_many(
        probe.geometry, probe.words, np.uint64(probe.key), gallery.geometry, gallery.words, gallery.offsets,
        gallery.keys, wanted, scratch(), out, measures,
    )  # fmt: skip
    return out, measures
