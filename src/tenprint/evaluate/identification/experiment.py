"""The experiment: one gallery of distractors that grows, sets of mates, searches, figures."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import numpy as np

from tenprint.evaluate.identification.filter_loss import filter_loss
from tenprint.evaluate.identification.fingers import Finger, fingers_of_folder, rendered_fingers
from tenprint.evaluate.identification.memory import resident_mb
from tenprint.evaluate.identification.pool import Pool, distractors, make_pool
from tenprint.evaluate.identification.rounds import make_rounds
from tenprint.evaluate.identification.searching import Outcome, search_rounds
from tenprint.fingerprint.template import Template
from tenprint.search import Gallery, Options
from tenprint.search.codes import standard_encoder
from tenprint.search.enrolment import enrol_prepared
from tenprint.search.gallery.usage import bytes_on_disk, filter_bytes
from tenprint.simulate.gallery import generate

MATE_SEED = 1_000_000
"""Seed of the first rendered mate. Distractors are modelled subjects from 0 on, codes were trained on other seeds."""

PAIRS = {"rolled": (2, 0), "plain": (0, 1)}
"""Impressions of a rendered finger (`fingers.RENDERED`) that are enrolled and searched with: a rolled print against a
rolled one, and a plain print of field quality against a rolled one of field quality."""

Step = Callable[[str, int | None], AbstractContextManager[Callable[[int], None]]]


@dataclass(frozen=True, slots=True)
class Settings:
    """What is measured.

    Attributes:
        sizes: numbers of distractors, rising; the searches are done at each.
        searches: with a mate, and as many without, for each set of mates.
        positions: fingers that are searched with; all ten are enrolled.
        kinds: of rendered mates, keys of `PAIRS`.
        data: folders of real sets, whose fingers are put together to virtual subjects.
        rendered: number of rendered fingers that mates are put together from.
        pool: number of distinct fingers that distractors are put together from.
        backend: of extraction.
        batch: searches in one pass.
        filter_searches: for each set of mates, of the filter alone, at the last size.
        seed: of all choices.
        cache: folder where templates are kept between runs.
        options: of the search.
    """

    sizes: tuple[int, ...] = (10_000,)
    searches: int = 100
    positions: tuple[int, ...] = tuple(range(1, 11))
    kinds: tuple[str, ...] = ("rolled", "plain")
    data: tuple[Path, ...] = ()
    rendered: int = 40
    pool: int = 10_000
    backend: str = "default"
    batch: int = 16
    filter_searches: int = 0
    seed: int = 1
    cache: Path | None = None
    options: Options = field(default_factory=Options)


@dataclass(frozen=True, slots=True, eq=False)
class MateSet:
    """Fingers that mates are put together from, and which impressions are compared (None: any two)."""

    name: str
    fingers: list[Finger]
    pair: tuple[int, int] | None


@dataclass(frozen=True, slots=True, eq=False)
class Measurement:
    """What was measured at one size.

    Attributes:
        subjects: number of distractors.
        outcomes: by the name of the set of mates.
        resident_mb: resident memory of the process after the searches, mapped files included.
        filter_mb: bytes that the filter reads in a search.
        bytes_per_subject: on disk.
        filter_losses: by the name of the set of mates; empty where it was not measured.
    """

    subjects: int
    outcomes: dict[str, Outcome]
    resident_mb: float
    filter_mb: float
    bytes_per_subject: float
    filter_losses: dict[str, dict[str, float]]


def prepare_mates(settings: Settings, step: Step) -> list[MateSet]:
    """Make or read the fingers of all sets of mates."""
    sets = []
    if settings.kinds:
        with step("Rendering mates", settings.rendered) as advance:
            fingers = rendered_fingers(settings.rendered, MATE_SEED, settings.backend, settings.cache, advance)
        sets += [MateSet(f"rendered {kind}", fingers, PAIRS[kind]) for kind in settings.kinds]
    real: list[Finger] = []
    for folder in settings.data:
        with step(f"Reading {folder.name}", None) as advance:
            real += fingers_of_folder(folder, settings.backend, settings.cache, advance)
    if real:
        sets.append(MateSet("real", real, None))
    return sets


def prepare_pool(settings: Settings, step: Step) -> Pool:
    """Model and encode the fingers that distractors are put together from; all rolled."""
    templates: list[Template] = []
    with step("Modelling distractor fingers", settings.pool) as advance:
        for start in range(0, settings.pool // 10, 100):
            columns = generate(start, min(100, settings.pool // 10 - start), settings.seed, kind="rolled")
            for subject in range(start, start + len(columns)):
                templates += columns.fingers(subject).values()
            advance(10 * len(columns))
        return make_pool(templates, standard_encoder())


def measure(settings: Settings, mates: Sequence[MateSet], pool: Pool, step: Step) -> Iterator[Measurement]:
    """Grow a gallery through all sizes and search at each; yields what was measured, one size at a time."""
    with tempfile.TemporaryDirectory(prefix="tenprint-evaluate-") as folder:
        path = Path(folder) / "gallery"
        with Gallery.create(path) as gallery:
            stream = distractors(pool, settings.sizes[-1], settings.seed)
            for size in settings.sizes:
                with step(f"Enrolling {size:,} distractors", None):
                    enrol_prepared(gallery, islice(stream, size - len(gallery)), batch=4096)
                outcomes = {mate_set.name: _search(gallery, mate_set, settings, step) for mate_set in mates}
                lost = {}
                if settings.filter_searches and size == settings.sizes[-1]:
                    lost = {mate_set.name: _filter_loss(gallery, mate_set, settings, step) for mate_set in mates}
                gallery.checkpoint()
                yield Measurement(
                    subjects=size,
                    outcomes=outcomes,
                    resident_mb=resident_mb(),
                    filter_mb=filter_bytes(gallery) / 1e6,
                    bytes_per_subject=bytes_on_disk(path) / size,
                    filter_losses=lost,
                )


def _search(gallery: Gallery, mates: MateSet, settings: Settings, step: Step) -> Outcome:
    rounds = make_rounds(mates.fingers, settings.searches, mates.pair, settings.seed)
    with step(f"Searching {len(gallery):,}: {mates.name}", settings.searches) as advance:
        return search_rounds(gallery, rounds, settings.positions, settings.options, settings.batch, advance)


def _filter_loss(gallery: Gallery, mates: MateSet, settings: Settings, step: Step) -> dict[str, float]:
    rounds = make_rounds(mates.fingers, settings.filter_searches, mates.pair, settings.seed + 1)
    with step(f"Filtering {len(gallery):,}: {mates.name}", settings.filter_searches) as advance:
        return filter_loss(gallery, rounds, settings.positions, settings.options, settings.batch, advance)


def brute_force_seconds(mates: MateSet, pool: Pool, settings: Settings, subjects: int = 100) -> float:
    """Return the time that the 1:1 matcher takes for each subject when every one is compared in full.

    Measured on a small gallery with the same threads; it grows in proportion to the subjects.
    """
    options = replace(settings.options, exhaustive=True, local=False)
    with (
        tempfile.TemporaryDirectory(prefix="tenprint-evaluate-") as folder,
        Gallery.create(Path(folder) / "g") as small,
    ):
        enrol_prepared(small, distractors(pool, subjects, settings.seed + 1))
        rounds = make_rounds(mates.fingers, 3, mates.pair, settings.seed)
        outcome = search_rounds(small, rounds, settings.positions, options, 1, lambda done: None)
    return float(np.median(outcome.seconds)) / subjects
