"""What an identification experiment measures."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from tenprint.search import Options

Step = Callable[[str, int | None], AbstractContextManager[Callable[[int], None]]]
"""Shows a step of the work: description and total in, a function that is told of progress out."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is measured.

    Attributes:
        sizes: numbers of distractors, rising; the searches are done at each.
        searches: with a mate, and as many without, for each set of mates.
        timed: of those with a mate, and of those without, how many are done one by one and timed; the others go in
            batches.
        positions: fingers that are searched with; all ten are enrolled.
        kinds: of rendered mates, keys of `PAIRS`.
        data: folders of real sets, whose fingers are put together to virtual subjects.
        rendered: number of rendered fingers that mates are put together from.
        pool: number of distinct fingers that distractors are put together from.
        backend: of extraction.
        batch: searches in one pass.
        filter_searches: for each set of mates and for modelled mates, of the filter alone, at the last size.
        seed: of all choices.
        cache: folder where templates are kept between runs.
        keep: folder where gallery and outcomes stay, so that a run that was stopped goes on; None for neither.
        options: of the search.
    """

    sizes: tuple[int, ...] = (10_000,)
    searches: int = 100
    timed: int = 100
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
    keep: Path | None = None
    options: Options = field(default_factory=Options)
