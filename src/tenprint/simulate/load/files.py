"""EBTS files of a load run: fourteen WSQ images each (ten rolled, two thumbs, two four-finger slaps)."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator

from tenprint.fingerprint.template.interchange import to_record
from tenprint.policy import default_store
from tenprint.simulate.gallery import generate
from tenprint.simulate.load.parameters import IMAGES, PEOPLE_SEED, PREPARED_SEED
from tenprint.simulate.population import agencies_of, person
from tenprint.simulate.world.files import card_images
from tenprint.simulate.world.parameters import ST_LOUIS_CITY, START
from tenprint.transaction import Transaction, build
from tenprint.transaction.minutiae import write_record

CAPTURE_SEED = 1
_AT_ONCE = 256  # people whose minutiae are drawn together


def booking_files(numbers: range, people: int, *, prefix: str, images: int = IMAGES) -> Iterator[bytes]:
    """Yield files with prepared templates: minutiae of ten fingers as Type-9 records beside the images.

    Each is of another person, whose minutiae are drawn as those of the galleries are. The images are those of a few
    people: nothing looks at them where the sender's minutiae are trusted, they only travel and are kept.
    """
    for first in range(numbers.start, numbers.stop, _AT_ONCE):
        count = min(_AT_ONCE, numbers.stop - first)
        columns = generate(first, count, PREPARED_SEED, kind="rolled")
        for number in range(first, first + count):
            built = _built(number, people, prefix=prefix, images=images)
            for position, template in columns.fingers(number).items():
                built.add(write_record(dataclasses.replace(to_record(template, "m1"), idc=position), "m1"))
            yield built.to_bytes()


def booking_file(number: int, people: int, *, prefix: str, priority: int | None = None) -> bytes:
    """Return the file of a booking.

    Args:
        number: of the booking; its person is `number` modulo `people`.
        people: how many different people there are.
        prefix: of the transaction control number, so that two runs on one world do not meet.
        priority: EBTS 1.006; the type's own where None.
    """
    built = _built(number, people, prefix=prefix, images=IMAGES)
    if priority is not None:
        built["1.006"] = str(priority)
    return built.to_bytes()


def _built(number: int, people: int, *, prefix: str, images: int) -> Transaction:
    return build.car(
        _fields(),
        images_of(number % people)[:images],
        ori=agencies_of(ST_LOUIS_CITY)[0].ori,
        dai="MOSIR0000",
        tcn=f"{prefix}{number:08d}",
        now=START,
    )


@functools.cache
def images_of(who: int) -> list[build.Print]:
    """Return the fourteen images of one person, compressed."""
    return card_images(person(PEOPLE_SEED, who), CAPTURE_SEED, difficulty="good")


def _fields() -> dict[str, object]:
    day = f"{START:%Y%m%d}"
    literal = default_store().offences(at=START.date()).find("2202")
    return {
        "2.005": "Y",
        "2.018": "LOAD,TEST",
        "2.020": "MO",
        "2.022": "19800101",
        "2.024": "F",
        "2.025": "W",
        "2.027": "506",
        "2.029": "140",
        "2.031": "BLU",
        "2.032": "BRO",
        "2.045": day,
        "2.047": [(day, literal.literal.upper() if literal else "BURGLARY")],
        "2.070": "Y",
    }
