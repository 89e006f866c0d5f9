"""The experiment: one gallery of distractors that grows, sets of mates, searches, what was measured."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np

from tenprint.evaluate.identification.filter_loss import filter_loss
from tenprint.evaluate.identification.kept import Kept
from tenprint.evaluate.identification.mates import MateSet, modelled_rounds
from tenprint.evaluate.identification.memory import resident_mb
from tenprint.evaluate.identification.pool import Pool, distractors, make_pool
from tenprint.evaluate.identification.rounds import Mate, make_rounds
from tenprint.evaluate.identification.searching import Outcome, search_rounds
from tenprint.evaluate.identification.settings import Settings, Step
from tenprint.fingerprint.template import Template
from tenprint.search import Gallery
from tenprint.search.codes import standard_encoder
from tenprint.search.enrolment import enrol_prepared
from tenprint.search.gallery.usage import bytes_on_disk, filter_bytes
from tenprint.simulate.gallery import generate

FILTER_BATCH = 64


@dataclass(frozen=True, slots=True, eq=False)
class Measurement:
    """What was measured at one size.

    Attributes:
        subjects: number of distractors.
        outcomes: by the name of the set of mates.
        resident_mb: resident memory of the process after the searches, mapped files included.
        filter_mb: bytes that the filter reads in a search.
        bytes_per_subject: on disk.
        open_s: time that opening the gallery takes.
        filter_losses: by the name of the set of mates; empty where it was not measured.
    """

    subjects: int
    outcomes: dict[str, Outcome]
    resident_mb: float
    filter_mb: float
    bytes_per_subject: float
    open_s: float
    filter_losses: dict[str, dict[str, float]]


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
        kept = Kept(settings.keep or Path(folder), settings)
        for size in settings.sizes:
            yield _measure_at(size, kept, settings, mates, pool, step)


def _measure_at(
    size: int, kept: Kept, settings: Settings, mates: Sequence[MateSet], pool: Pool, step: Step
) -> Measurement:
    with kept.gallery() as gallery, step(f"Enrolling {size:,} distractors", size) as advance:
        advance(len(gallery))
        stream = islice(distractors(pool, size, settings.seed), len(gallery), None)
        while added := enrol_prepared(gallery, islice(stream, 4096), batch=4096):
            advance(added)
    begun = time.perf_counter()
    with kept.gallery() as gallery:
        opened = time.perf_counter() - begun
        searched, filtered = {}, {}
        for mate_set in mates:
            rounds = make_rounds(mate_set.fingers, settings.searches, mate_set.pair, settings.seed)
            searched[mate_set.name] = _searched(gallery, kept, mate_set.name, rounds, settings, step)
        if settings.filter_searches and size == settings.sizes[-1]:
            for name, filter_rounds in _filter_rounds(settings, mates):
                filtered[name] = _filtered(gallery, kept, name, filter_rounds, settings, step)
        gallery.checkpoint()
        return Measurement(
            subjects=size,
            outcomes=searched,
            resident_mb=resident_mb(),
            filter_mb=filter_bytes(gallery) / 1e6,
            bytes_per_subject=bytes_on_disk(gallery.path) / size,
            open_s=opened,
            filter_losses=filtered,
        )


def _filter_rounds(settings: Settings, mates: Sequence[MateSet]) -> Iterator[tuple[str, Iterable[list[Mate]]]]:
    for mate_set in mates:
        yield mate_set.name, make_rounds(mate_set.fingers, settings.filter_searches, mate_set.pair, settings.seed + 1)
    yield "modelled rolled", modelled_rounds(settings.filter_searches, "rolled", settings.seed)
    yield "modelled plain", modelled_rounds(settings.filter_searches, "plain", settings.seed)


def _searched(
    gallery: Gallery, kept: Kept, name: str, rounds: Iterable[list[Mate]], settings: Settings, step: Step
) -> Outcome:
    known = kept.read(f"searches {name}", len(gallery), Outcome)
    if known is not None:
        return known
    with step(f"Searching {len(gallery):,}: {name}", settings.searches) as advance:
        size = len(gallery)
        outcome = search_rounds(
            gallery, rounds, settings.positions, settings.options, settings.batch, settings.timed, advance
        )
        kept.write(f"searches {name}", size, outcome)
        return outcome


def _filtered(
    gallery: Gallery, kept: Kept, name: str, rounds: Iterable[list[Mate]], settings: Settings, step: Step
) -> dict[str, float]:
    known = kept.read(f"filter {name}", len(gallery), dict[str, float])
    if known is not None:
        return known
    with step(f"Filtering {len(gallery):,}: {name}", settings.filter_searches) as advance:
        loss = filter_loss(gallery, rounds, settings.positions, settings.options, FILTER_BATCH, advance)
        kept.write(f"filter {name}", len(gallery), loss)
        return loss


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
        outcome = search_rounds(small, rounds, settings.positions, options, 1, 3, lambda done: None)
    return float(np.median(outcome.seconds)) / subjects
