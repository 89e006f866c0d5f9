"""EBTS files of a population's bookings, with fourteen images as a live-scan device sends them, and their truth."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from tenprint import imaging
from tenprint.simulate.population import Booking, Person, state_bureau
from tenprint.simulate.population.bookings import Truth
from tenprint.simulate.prints import impression, slap
from tenprint.simulate.world.parameters import DEMO
from tenprint.simulate.world.render import master_of, ten_prints
from tenprint.simulate.world.transactions import demographics, tcn_of
from tenprint.transaction import build

ROLLED, PLAIN = 1, 0  # impression types: live-scan rolled, live-scan plain
SLAPS = {13: range(2, 6), 14: range(7, 11)}  # position -> fingers
PLAIN_THUMBS = {11: 1, 12: 6}  # position -> finger
_SLAP, _THUMB = 101, 201  # apart from the seeds of the rolled impressions


@dataclass(frozen=True, slots=True)
class BookingFile:
    """One file and what is true of it.

    Attributes:
        name: of the file.
        data: its bytes.
        tcn, ori: of the transaction.
        booked: moment of the booking.
        person, prints: numbers of the person and of the fingers; twins are two persons with other fingers.
        earlier: names of files of the same person before this one.
        positions: finger positions of its images.
        missing: finger position -> EBTS 2.084 code.
        truth: what answers are held against.
    """

    name: str
    data: bytes
    tcn: str
    ori: str
    booked: datetime
    person: int
    prints: int
    earlier: tuple[str, ...]
    positions: tuple[int, ...]
    missing: dict[int, str]
    truth: Truth


def booking_file(
    seed: int, booking: Booking, *, difficulty: str = "field", bitrate: float = DEMO.bitrate
) -> BookingFile:
    """Return a booking as a CAR: ten rolled prints, two plain thumbs and two four-finger slaps, WSQ at 500 ppi.

    The same seed, booking and difficulty give the same bytes.

    Args:
        seed: of the population.
        booking: one of its bookings.
        difficulty: preset of the impressions: good, field or poor.
        bitrate: of the compression, bits a pixel.
    """
    images = card_images(
        booking.person, booking.capture_seed, difficulty=difficulty, missing=booking.missing, bitrate=bitrate
    )
    made = build.car(
        demographics(booking),
        images,
        ori=booking.ori,
        dai=state_bureau(booking.ori[:2]),
        tcn=tcn_of(seed, booking),
        now=booking.booked,
    )
    return BookingFile(
        name=_name(seed, booking.index),
        data=made.to_bytes(),
        tcn=made.tcn,
        ori=booking.ori,
        booked=booking.booked,
        person=booking.person.index,
        prints=booking.person.print_seed,
        earlier=tuple(_name(seed, index) for index in booking.earlier_bookings),
        positions=tuple(image.position for image in images),
        missing={finger: str(code) for finger, code in booking.missing.items()},
        truth=booking.truth,
    )


def card_images(
    person: Person,
    capture_seed: int,
    *,
    difficulty: str,
    missing: Collection[int] = (),
    bitrate: float = DEMO.bitrate,
) -> list[build.Print]:
    """Return the images of one capture, compressed: ten rolled, two plain thumbs, two four-finger slaps.

    Args:
        person: whose fingers.
        capture_seed: of the occasion.
        difficulty: preset of the impressions: good, field or poor.
        missing: finger positions that are in no image.
        bitrate: of the compression, bits a pixel.
    """
    rolled = ten_prints(person, capture_seed, kind="rolled", difficulty=difficulty, missing=missing)
    images = [_print(position, ROLLED, one.pixels, bitrate) for position, one in rolled.items()]
    for position, finger in PLAIN_THUMBS.items():
        if finger not in missing:
            seed = capture_seed * 16 + finger + _THUMB
            one = impression(master_of(person.print_seed, finger), seed, kind="plain", difficulty=difficulty)
            images.append(_print(position, PLAIN, one.pixels, bitrate))
    for position, fingers in SLAPS.items():
        masters = [master_of(person.print_seed, finger) for finger in fingers if finger not in missing]
        if masters:
            hand = slap(masters, capture_seed * 16 + _SLAP, position=position, difficulty=difficulty)
            images.append(_print(position, PLAIN, hand.pixels, bitrate))
    return images


def _print(position: int, kind: int, pixels: NDArray[np.uint8], bitrate: float) -> build.Print:
    data = imaging.encode_wsq(pixels, 500, bitrate)
    return build.Print(data, position, kind, pixels.shape[1], pixels.shape[0])


def _name(seed: int, index: int) -> str:
    return f"TP{seed:06d}{index:08d}.ebts"
