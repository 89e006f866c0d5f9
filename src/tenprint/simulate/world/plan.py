"""Who is booked in the demo, where and when; and who is who, for holding answers against the truth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tenprint.agency.correlation import correlate
from tenprint.errors import UsageError
from tenprint.simulate.population import Booking, Status, World, agencies_of
from tenprint.simulate.world.parameters import (
    DEMO,
    NOT_ACTIVATED,
    ST_LOUIS_CITY,
    ST_LOUIS_COUNTY,
    START,
    DemoParameters,
)
from tenprint.simulate.world.transactions import tcn_of

JURISDICTIONS = (ST_LOUIS_CITY, ST_LOUIS_COUNTY, NOT_ACTIVATED)
CITIZEN_AT = 1  # this booking is of a naturalised citizen with an old encounter
FAR = 1_000_000  # people searched for a role in the demo stand from here on, apart from those who are booked anyway


@dataclass(frozen=True)
class Plan:
    """The demo's bookings, all from one seed."""

    seed: int
    number: int
    parameters: DemoParameters = DEMO

    def __post_init__(self) -> None:
        if self.number < 1 or not 0 <= self.seed < 1_000_000:
            raise UsageError(
                f"{self.number} bookings of seed {self.seed} cannot be made",
                remedy="Give at least one booking and a seed from 0 to 999999.",
            )

    @cached_property
    def bookings(self) -> list[Booking]:
        """The bookings in order."""
        oris = [agencies_of(fips)[0].ori for fips in JURISDICTIONS]
        world = World(self.seed, rates=self.parameters.rates, oris=oris, start=START)
        stream = list(world.bookings(self.number))
        if self.number > CITIZEN_AT:
            citizen = world.find(
                lambda who, _: who.status is Status.CITIZEN_NATURALISED and who.in_immigration, first=FAR
            )
            stream[CITIZEN_AT] = world.booking(CITIZEN_AT, person_index=citizen.index, ori=oris[0])
        return stream

    @cached_property
    def people(self) -> dict[int, Booking]:
        """Everybody who is booked, by person, with one of their bookings."""
        return {booking.person.index: booking for booking in self.bookings}

    def correlation(self, booking: Booking) -> str:
        """Return the name under which the booking's messages belong together."""
        return correlate(booking.ori, tcn_of(self.seed, booking))

    @cached_property
    def person_of(self) -> dict[str, int]:
        """Correlation of a booking -> person."""
        return {self.correlation(booking): booking.person.index for booking in self.bookings}

    def person_of_holder(self, holder: str) -> int | None:
        """Return the person to whom an enrolled encounter truly belongs; None for a distractor."""
        if holder.startswith("person:"):
            return int(holder.split(":")[1])
        return self.person_of.get(holder)

    def is_same(self, correlation: str, holder: str) -> bool:
        """Say whether a candidate is truly the person searched for."""
        return self.person_of_holder(holder) == self.person_of[correlation]

    def in_criminal(self, booking: Booking) -> bool:
        """Say whether the criminal file should know the person: from an arrest, or an earlier booking here."""
        earlier = self.bookings[: booking.index]
        return bool(booking.history.arrests) or any(e.person.index == booking.person.index for e in earlier)

    @cached_property
    def claimants(self) -> list[Booking]:
        """Bookings of naturalised citizens with an old encounter; in the demo each of them says so."""
        return [b for b in self.bookings if b.person.status is Status.CITIZEN_NATURALISED and b.truth.in_immigration]
