"""EBTS files of a load run: fourteen WSQ images each (ten rolled, two thumbs, two four-finger slaps)."""

from __future__ import annotations

import functools

from tenprint.policy import default_store
from tenprint.simulate.load.parameters import PEOPLE_SEED
from tenprint.simulate.population import agencies_of, person
from tenprint.simulate.world.files import card_images
from tenprint.simulate.world.parameters import ST_LOUIS_CITY, START
from tenprint.transaction import build

CAPTURE_SEED = 1


def booking_file(number: int, people: int, *, prefix: str, priority: int | None = None) -> bytes:
    """Return the file of a booking.

    Args:
        number: of the booking; its person is `number` modulo `people`.
        people: how many different people there are.
        prefix: of the transaction control number, so that two runs on one world do not meet.
        priority: EBTS 1.006; the type's own where None.
    """
    images = images_of(number % people)
    built = build.car(
        _fields(),
        images,
        ori=agencies_of(ST_LOUIS_CITY)[0].ori,
        dai="MOSIR0000",
        tcn=f"{prefix}{number:08d}",
        now=START,
    )
    if priority is not None:
        built["1.006"] = str(priority)
    return built.to_bytes()


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
