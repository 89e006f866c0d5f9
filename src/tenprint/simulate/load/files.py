"""EBTS files of a load run: fourteen WSQ images each (ten rolled, two thumbs, two four-finger slaps)."""

from __future__ import annotations

import functools
from collections.abc import Mapping

import numpy as np

from tenprint import imaging, transaction
from tenprint.policy import default_store
from tenprint.simulate.load.parameters import BITRATE, PEOPLE_SEED, SLAP_GAP, SLAP_SIZE
from tenprint.simulate.population import agencies_of, person
from tenprint.simulate.prints import Impression
from tenprint.simulate.world.parameters import ST_LOUIS_CITY, START
from tenprint.simulate.world.render import ten_prints
from tenprint.transaction import build

ROLLED, PLAIN = 1, 0  # impression types
BACKGROUND = 255
SLAPS = {13: (2, 3, 4, 5), 14: (10, 9, 8, 7), 11: (1,), 12: (6,)}  # position -> fingers from left to right


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
    one = person(PEOPLE_SEED, who)
    rolled = ten_prints(one, 1, kind="rolled", difficulty="good")
    plain = ten_prints(one, 2, kind="plain", difficulty="good")
    images = [_print(position, ROLLED, entry.pixels) for position, entry in rolled.items()]
    return images + [_print(position, PLAIN, slap(plain, fingers)) for position, fingers in SLAPS.items()]


def slap(plain: Mapping[int, Impression], fingers: tuple[int, ...]) -> np.ndarray:
    """Return plain impressions laid side by side as the fingers of one hand lie; uint8."""
    if len(fingers) == 1:
        return plain[fingers[0]].pixels
    width, height = SLAP_SIZE
    picture = np.full((height, width), BACKGROUND, np.uint8)
    place = width // len(fingers)
    for number, finger in enumerate(fingers):
        pixels = plain[finger].pixels[: height - 2 * SLAP_GAP, : place - SLAP_GAP]
        left, top = number * place + (place - pixels.shape[1]) // 2, (height - pixels.shape[0]) // 2
        picture[top : top + pixels.shape[0], left : left + pixels.shape[1]] = pixels
    return picture


def _print(position: int, impression: int, pixels: np.ndarray) -> build.Print:
    data = imaging.encode_wsq(pixels, 500, BITRATE)
    return build.Print(data, position, impression, pixels.shape[1], pixels.shape[0])


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


def digest_key(data: bytes) -> tuple[bytes, ...]:
    """Return what tells the prints of a file from those of another: the first bytes of each image's data."""
    return tuple(image.data[-64:] for image in transaction.read(data).images)
