"""Drive bookings at a rate, wait for both answers of each, and say how long they took."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import msgspec
import numpy as np

from tenprint import transaction
from tenprint.agency.booking.submit import submit
from tenprint.agency.prints import capture
from tenprint.runtime.embedded import Embedded
from tenprint.simulate.load.answers import Answers, answers_of
from tenprint.simulate.load.files import booking_file, booking_files, images_of
from tenprint.simulate.load.parameters import IMAGES, LOOK_SECONDS, RAPID_PRIORITY, SETTLE_SECONDS
from tenprint.simulate.load.stages import Stage, stages

CLERK = "load"


class Load(NamedTuple):
    """What is asked for.

    Attributes:
        rate: bookings a second, submitted at this rate whether they are answered or not; 0: as fast as one thread
            submits.
        bookings: how many.
        people: different people among them.
        prefix: of the transaction control numbers.
        prepared: leave decoding and extraction out: the files carry the sender's minutiae (Type-9), which are trusted.
        images: how many images a prepared file carries beside them.
        priority: EBTS 1.006 of a booking's number; None: the type's own.
    """

    rate: float
    bookings: int
    people: int
    prefix: str
    prepared: bool = False
    images: int = IMAGES
    priority: Callable[[int], int | None] = lambda _number: None


class Latency(msgspec.Struct, frozen=True):
    """Seconds from the moment at which a booking was due to be submitted."""

    median: float
    p99: float
    longest: float

    @classmethod
    def of(cls, seconds: list[float]) -> Latency:
        """Return the figures of a sample; zeros where it is empty."""
        if not seconds:
            return cls(0.0, 0.0, 0.0)
        values = np.asarray(seconds)
        return cls(*(round(float(v), 3) for v in (np.median(values), np.percentile(values, 99), values.max())))


class Report(msgspec.Struct, frozen=True):
    """What came of a run. `per_second` counts bookings with both answers, over the time until the last of them."""

    bookings: int
    first_answers: int
    second_answers: int
    with_examiners: int
    lost: int
    seconds: float
    per_second: float
    submitted_per_second: float
    first_answer: Latency
    second_answer: Latency
    rapid: int
    rapid_first_answer: Latency
    stages: list[Stage]


def run(world: Embedded, load: Load, *, progress: Callable[[int, int], None] = lambda _sent, _done: None) -> Report:
    """Drive a load through a world whose workers run; return when everything is answered.

    Args:
        world: opened and started.
        load: what to do.
        progress: called now and then with the number submitted and the number answered.
    """
    files = _files(load)
    with _trusting(world, load.prepared):
        before = stages()
        begun = time.perf_counter()
        due = _submit(world, files, load, lambda number: progress(number, 0))
        submitted = time.perf_counter() - begun
        world.settle(SETTLE_SECONDS, lambda: progress(load.bookings, 0), pause=LOOK_SECONDS)
        after = stages()
    found = answers_of(world, due)
    return _report(load, due, found, submitted, [stage.since(before) for stage in after])


def _submit(world: Embedded, files: list[bytes], load: Load, progress: Callable[[int], None]) -> dict[str, datetime]:
    """Submit each file when it is due; return when each was due, by correlation."""
    due: dict[str, datetime] = {}
    begun = datetime.now(UTC)
    for number, data in enumerate(files):
        moment = begun + timedelta(seconds=number / load.rate) if load.rate else datetime.now(UTC)
        time.sleep(max(0.0, (moment - datetime.now(UTC)).total_seconds()))
        due[submit(world.booking, data, user=CLERK).correlation] = moment
        progress(number + 1)
    return due


def _files(load: Load) -> list[bytes]:
    if load.prepared:
        return list(booking_files(range(load.bookings), load.people, prefix=load.prefix, images=load.images))
    return [booking_file(n, load.people, prefix=load.prefix, priority=load.priority(n)) for n in range(load.bookings)]


@contextmanager
def _trusting(world: Embedded, features: bool) -> Iterator[None]:
    """While this lasts, the repository takes the senders' minutiae instead of extracting its own."""
    usual = world.criminal.capture
    if features:
        world.criminal.capture = functools.partial(capture, features=True)
    try:
        yield
    finally:
        world.criminal.capture = usual


def _report(load: Load, due: dict[str, datetime], found: Answers, submitted: float, measured: list[Stage]) -> Report:
    first = [(found.first[key] - moment).total_seconds() for key, moment in due.items() if key in found.first]
    second = [(found.second[key] - moment).total_seconds() for key, moment in due.items() if key in found.second]
    both = set(found.first) & set(found.second) & set(due)
    last = max((max(found.first[key], found.second[key]) for key in both), default=min(due.values()))
    seconds = (last - min(due.values())).total_seconds()
    rapid = {key for number, key in enumerate(due) if load.priority(number) == RAPID_PRIORITY}
    settled = set(found.first) | set(found.waiting)
    return Report(
        bookings=load.bookings,
        first_answers=len(first),
        second_answers=len(second),
        with_examiners=len(found.waiting),
        lost=len(set(due) - settled),
        seconds=round(seconds, 2),
        per_second=round(len(both) / seconds, 3) if seconds else 0.0,
        submitted_per_second=round(load.bookings / submitted, 2) if submitted else 0.0,
        first_answer=Latency.of(first),
        second_answer=Latency.of(second),
        rapid=len(rapid),
        rapid_first_answer=Latency.of(
            [(found.first[key] - due[key]).total_seconds() for key in due if key in rapid and key in found.first]
        ),
        stages=measured,
    )


def warm(world: Embedded) -> None:
    """Load kernels, network, images and gallery pages before anything is measured."""
    images_of(0)
    capture(transaction.read(booking_file(0, 1, prefix="WARM")))
    for agency in (world.criminal, world.immigration):
        agency.masterfile.catch_up()
