"""Whom the searches look for: rendered fingers, fingers of real sets, and modelled persons for the filter alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tenprint.evaluate.identification.fingers import Finger, fingers_of_folder, rendered_fingers
from tenprint.evaluate.identification.rounds import Mate
from tenprint.evaluate.identification.settings import Settings, Step
from tenprint.simulate.gallery import generate
from tenprint.simulate.gallery.generate import ImpressionKind

MATE_SEED = 1_000_000
"""Seed of the first rendered mate. Distractors are modelled subjects from 0 on, codes were trained on other seeds."""

MODELLED_FIRST = 20_000_000
"""Number of the first modelled mate; distractors and training have lower and higher numbers."""

PAIRS = {"rolled": (2, 0), "plain": (0, 1)}
"""Impressions of a rendered finger (`fingers.RENDERED`) that are enrolled and searched with: a rolled print against a
rolled one, and a plain print of field quality against a rolled one of field quality."""


@dataclass(frozen=True, slots=True, eq=False)
class MateSet:
    """Fingers that mates are put together from, and which impressions are compared (None: any two)."""

    name: str
    fingers: list[Finger]
    pair: tuple[int, int] | None


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


def modelled_rounds(searches: int, kind: ImpressionKind, seed: int) -> Iterator[list[Mate]]:
    """Yield modelled persons: rolled prints enrolled, another impression of this kind searched with.

    They have no images, so thousands cost seconds. What extraction does to them is what the model was fitted to.
    """
    for start in range(0, searches, 100):
        count, first = min(100, searches - start), MODELLED_FIRST + start
        filed = generate(first, count, seed, kind="rolled", impression=0)
        again = generate(first, count, seed, kind=kind, impression=1)
        yield [Mate(f"MATE{s:08d}", filed.fingers(s), again.fingers(s)) for s in range(first, first + count)]
