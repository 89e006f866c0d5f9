"""EBTS files of the world's bookings: the same bytes for the same booking, whatever the jurisdiction's activation."""

from __future__ import annotations

from tenprint import imaging
from tenprint.policy import default_store
from tenprint.simulate.population import Booking, state_bureau
from tenprint.simulate.world.parameters import DEMO, DemoParameters
from tenprint.simulate.world.render import ten_prints
from tenprint.transaction import build

ROLLED = 1  # impression type: live-scan rolled


def tcn_of(seed: int, booking: Booking) -> str:
    """Return the booking's transaction control number."""
    return f"TP{seed:06d}{booking.index:08d}"


def car(seed: int, booking: Booking, *, parameters: DemoParameters = DEMO) -> bytes:
    """Return the booking as an EBTS file with ten rolled WSQ images."""
    prints = ten_prints(
        booking.person,
        booking.capture_seed,
        kind=parameters.booking_kind,
        difficulty=parameters.difficulty,
        missing=booking.missing,
    )
    images = [
        build.Print(
            data=imaging.encode_wsq(one.pixels, 500, parameters.bitrate),
            position=position,
            impression=ROLLED,
            width=one.pixels.shape[1],
            height=one.pixels.shape[0],
        )
        for position, one in prints.items()
    ]
    transaction = build.car(
        demographics(booking),
        images,
        ori=booking.ori,
        dai=state_bureau("MO"),
        tcn=tcn_of(seed, booking),
        now=booking.booked,
    )
    return transaction.to_bytes()


def demographics(booking: Booking) -> dict[str, object]:
    """Return the descriptive fields (Type-2) of a booking."""
    person = booking.person
    day = f"{booking.booked:%Y%m%d}"
    offences = default_store().offences(at=booking.booked.date())
    fields: dict[str, object] = {
        "2.005": "Y",
        "2.018": booking.name_given,
        "2.020": person.birthplace,
        "2.022": f"{person.born:%Y%m%d}",
        "2.024": person.sex,
        "2.025": person.race,
        "2.027": person.height,
        "2.029": person.weight,
        "2.031": person.eyes,
        "2.032": person.hair,
        "2.041": person.address,
        "2.045": day,
        "2.047": [
            (day, offences.find(c.offence).literal.upper() if c.offence else "NOT STATED") for c in booking.charges
        ],
        "2.070": "Y",
        "2.073": booking.ori,
    }
    if booking.missing:
        fields["2.084"] = [(f"{finger:02d}", code) for finger, code in booking.missing.items()]
    return fields
