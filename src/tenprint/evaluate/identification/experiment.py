"""The experiment: distractors, mates, searches, figures."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from tenprint.evaluate.identification.fingers import (
    Finger,
    fingers_of_folder,
    impressions_of,
    rendered_fingers,
)
from tenprint.evaluate.identification.memory import resident_mb
from tenprint.evaluate.identification.pool import Pool, distractors, make_pool
from tenprint.evaluate.identification.rates import fnir_at, rank_rate, threshold_at, upper_bound
from tenprint.evaluate.identification.rounds import make_rounds
from tenprint.evaluate.identification.searching import Outcome, search_rounds
from tenprint.search import Gallery, Options
from tenprint.search.codes import standard_encoder
from tenprint.search.enrolment import enrol_prepared
from tenprint.search.gallery.usage import bytes_on_disk, filter_bytes

MATE_SEED = 1_000_000
"""Seed of the first rendered mate; distractors are rendered from 0 on, so they never share a finger."""

Step = Callable[[str, int | None], AbstractContextManager[Callable[[int], None]]]


@dataclass(frozen=True, slots=True)
class Settings:
    """What is measured.

    Attributes:
        subjects: distractors in the gallery.
        searches: with a mate, and as many without.
        fingers: positions that are searched with.
        data: folders of real sets; without any, mates are rendered.
        rendered: number of rendered fingers that mates are put together from.
        pair: impressions (of a rendered finger) that are enrolled and searched; see `fingers.RENDERED`.
        pool: number of distinct fingers that distractors are put together from.
        backend: of extraction.
        batch: searches in one pass.
        seed: of all choices.
        cache: folder where templates are kept between runs.
    """

    subjects: int = 10_000
    searches: int = 100
    fingers: tuple[int, ...] = tuple(range(1, 11))
    data: tuple[Path, ...] = ()
    rendered: int = 40
    pair: tuple[int, int] = (0, 1)
    pool: int = 400
    backend: str = "default"
    batch: int = 16
    seed: int = 1
    cache: Path | None = None
    options: Options = field(default_factory=Options)


@dataclass(slots=True)
class Experiment:
    """Fingers, made once; `measure` may be called for several sizes and options."""

    settings: Settings
    mates: list[Finger]
    pool: Pool
    step: Step

    @classmethod
    def prepare(cls, settings: Settings, step: Step) -> Experiment:
        """Make or read the fingers of mates and distractors."""
        mates: list[Finger] = []
        for folder in settings.data:
            with step(f"Reading {folder.name}", None) as advance:
                mates += fingers_of_folder(folder, settings.backend, settings.cache, advance)
        if not settings.data:
            with step("Rendering mates", settings.rendered) as advance:
                mates = rendered_fingers(settings.rendered, MATE_SEED, settings.backend, settings.cache, advance)
        with step("Making distractor fingers", settings.pool) as advance:
            templates = distractor_templates(settings, advance)
            pool = make_pool(templates, standard_encoder())
        return cls(settings, mates, pool, step)

    def measure(self, subjects: int | None = None, options: Options | None = None) -> dict[str, Any]:
        """Enrol the distractors, search, and return the figures."""
        settings = self.settings
        subjects, options = subjects or settings.subjects, options or settings.options
        pair = None if settings.data else settings.pair
        with tempfile.TemporaryDirectory(prefix="tenprint-evaluate-") as folder:
            path = Path(folder) / "gallery"
            with Gallery.create(path) as gallery:
                with self.step(f"Enrolling {subjects:,} distractors", None):
                    enrol_prepared(gallery, distractors(self.pool, subjects, settings.seed), batch=4096)
                rounds = make_rounds(self.mates, settings.searches, pair, settings.seed)
                with self.step(f"Searching {subjects:,} subjects", settings.searches) as advance:
                    outcome = search_rounds(gallery, rounds, settings.fingers, options, settings.batch, advance)
                memory, filtered = resident_mb(), filter_bytes(gallery)
                gallery.checkpoint()
                size = bytes_on_disk(path)
        return figures(outcome, subjects) | {
            "resident_mb": memory,
            "filter_mb": filtered / 1e6,
            "bytes_per_subject": size / subjects,
        }


def distractor_templates(settings: Settings, progress: Callable[[int], None]) -> Sequence[Any]:
    """Return the templates that distractors are put together from."""
    fingers = rendered_fingers(settings.pool, 0, settings.backend, settings.cache, progress)
    return list(impressions_of(fingers))


def figures(outcome: Outcome, subjects: int) -> dict[str, Any]:
    """Return the figures of a measurement, by the names of the report."""
    mates, strangers = outcome.scores()
    fnir3 = fnir_at(mates, strangers, 1e-3)
    return {
        "subjects": subjects,
        "searches": len(mates),
        "median_s": float(np.median(outcome.seconds)),
        "p99_s": float(np.quantile(outcome.seconds, 0.99)),
        "batch_s": float(np.median(outcome.batch_seconds)),
        "fnir_at_fpir_1e-2": fnir_at(mates, strangers, 1e-2),
        "fnir_at_fpir_1e-3": fnir3,
        "fnir_at_fpir_1e-3_upper_95": upper_bound(fnir3, len(mates)),
        "threshold_at_fpir_1e-3": threshold_at(strangers, 1e-3),
        "highest_stranger": float(strangers.max()),
        "lowest_mate": float(mates.min()),
        "rank1": rank_rate(outcome.ranks, 1),
        "rank10": rank_rate(outcome.ranks, 10),
        "penetration": float(np.mean(outcome.passed)),
        "mates": mates.tolist(),
        "strangers": strangers.tolist(),
        "ranks": outcome.ranks,
    }
