"""The stream of bookings: who is booked where, when and for what, with the truth that answers are held against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

import msgspec

from tenprint.errors import UsageError
from tenprint.policy import LevelPolicy, default_store, priority_level
from tenprint.simulate.population.activation import ST_LOUIS_DAY
from tenprint.simulate.population.draw import Draw
from tenprint.simulate.population.histories import Charge, History, draw_charge, history
from tenprint.simulate.population.parameters import DEFAULT, Rates
from tenprint.simulate.population.people import Person, Status, bandaged_fingers, person
from tenprint.simulate.population.places import agencies

START = dt.datetime.combine(ST_LOUIS_DAY, dt.time(6), dt.UTC)
# A record that is searched again finds the earlier booking; nobody is searched further back than this many steps.
LONGEST_CHAIN = 64


class Truth(msgspec.Struct, frozen=True, kw_only=True):
    """What the answers should be; known to the simulation only.

    Attributes:
        in_criminal: prints of the person are on file from an arrest or an earlier booking of this stream.
        in_immigration: prints of the person are on file from an encounter.
        level: level under the policy from what is on record.
        level_if_complete: level if every disposition had reached the repository.
        policy_version: version of the levels.
        status: the person's status in truth.
        citizen: whether the person is a citizen of the United States.
        claims_citizenship: whether the person says so at booking.
    """

    in_criminal: bool
    in_immigration: bool
    level: str
    level_if_complete: str
    policy_version: str
    status: Status
    citizen: bool
    claims_citizenship: bool


class Booking(msgspec.Struct, frozen=True, kw_only=True):
    """One booking.

    Attributes:
        index: number in the stream.
        person: who it is.
        history: what is on record about the person from before the stream.
        earlier_bookings: numbers of earlier bookings of the same person in this stream.
        ori: booking agency.
        booked: moment, UTC.
        tot: EBTS type of transaction, "CAR" for a booking.
        charges: for what; their outcomes lie in the future.
        name_given: name that the person gave, in the form of EBTS 2.018; the second one of some.
        missing: finger position -> "XX" (amputated) or "UP" (cannot be printed today), as in EBTS 2.084 AMP.
        capture_seed: seed of this day's impressions.
        truth: see `Truth`.
    """

    index: int
    person: Person
    history: History
    earlier_bookings: tuple[int, ...]
    ori: str
    booked: dt.datetime
    tot: str
    charges: tuple[Charge, ...]
    name_given: str
    missing: dict[int, Literal["XX", "UP"]]
    capture_seed: int
    truth: Truth


class World:
    """People and bookings of one seed. Everything is computed when asked for and the same each time.

    Args:
        seed: of the world.
        rates: see `parameters.Rates`.
        oris: agencies that book; by default every synthetic agency.
        start: moment of the first booking.
        seconds_between: time from one booking to the next, s.
        tots: type of transaction -> weight; by default bookings only.
        levels: policy of the levels in the truth; by default 2010-06.

    Raises:
        UsageError: no agency, no type, or a start without time zone.
    """

    def __init__(
        self,
        seed: int,
        *,
        rates: Rates = DEFAULT,
        oris: Sequence[str] | None = None,
        start: dt.datetime = START,
        seconds_between: float = 60.0,
        tots: dict[str, float] | None = None,
        levels: LevelPolicy | None = None,
    ) -> None:
        if start.tzinfo is None:
            raise UsageError("the start of a stream of bookings has no time zone", remedy="Give it in UTC.")
        self.seed, self.rates = seed, rates
        self.oris = tuple(oris) if oris is not None else tuple(agency.ori for agency in agencies())
        self.start, self.seconds_between = start, seconds_between
        self.tots = tots if tots is not None else {"CAR": 1.0}
        self.levels = levels if levels is not None else default_store().levels("2010-06")
        if not self.oris or not self.tots:
            raise UsageError("a stream of bookings needs an agency and a type", remedy="Name at least one of each.")

    def person(self, index: int) -> Person:
        """Return one person."""
        return person(self.seed, index, self.rates)

    def history(self, who: Person) -> History:
        """Return what is on record about a person."""
        return history(self.seed, who, self.rates)

    def booking(self, index: int, *, person_index: int | None = None, ori: str | None = None) -> Booking:
        """Return one booking of the stream.

        Args:
            index: its number, 0 or more.
            person_index: book this person instead of the one the stream gives.
            ori: at this agency instead of the one the stream gives.
        """
        chain = self._chain(index) if person_index is None else (person_index,)
        who = self.person(chain[-1])
        record = self.history(who)
        draw = Draw(self.seed, "booking", index)
        where = draw.choice(self.oris)
        booked = self.start + dt.timedelta(seconds=self.seconds_between * index)
        tot = draw.weighted(self.tots)
        charges = tuple(
            draw_charge(draw, self.rates, booked.date()) for _ in range(draw.geometric(self.rates.charge_again, 5))
        )
        uses_second = who.second_name is not None and draw.chance(0.5)
        missing: dict[int, Literal["XX", "UP"]] = dict.fromkeys(bandaged_fingers(self.seed, index, self.rates), "UP")
        missing |= dict.fromkeys(who.missing_fingers, "XX")
        claims = draw.chance(self.rates.claim_of_citizenship)
        earlier = tuple(sorted(chain[1:])) if person_index is None else ()
        return Booking(
            index=index,
            person=who,
            history=record,
            earlier_bookings=earlier,
            ori=ori or where,
            booked=booked,
            tot=tot,
            charges=charges,
            name_given=who.second_name if uses_second and who.second_name else who.name,
            missing=dict(sorted(missing.items())),
            capture_seed=draw.integer(0, 2**48 - 1),
            truth=self._truth(who, record, booked.date(), bool(earlier), claims),
        )

    def bookings(self, number: int, first: int = 0) -> Iterator[Booking]:
        """Yield `number` bookings from `first` on."""
        return (self.booking(index) for index in range(first, first + number))

    def find(self, wanted: Callable[[Person, History], bool], first: int = 0, most: int = 1_000_000) -> Person:
        """Return the first person from `first` on of whom `wanted` is true.

        Raises:
            UsageError: none among the next `most`.
        """
        for index in range(first, first + most):
            who = self.person(index)
            if wanted(who, self.history(who)):
                return who
        raise UsageError(f"no such person among {most}", remedy="Ask for something less rare.")

    def _chain(self, index: int) -> tuple[int, ...]:
        """Return the numbers of this booking and of the earlier ones of the same person, newest first.

        A booking is of the person with its own number, unless it is of somebody booked before.
        """
        chain = [index]
        while len(chain) < LONGEST_CHAIN:
            draw = Draw(self.seed, "booked again", chain[-1])
            if chain[-1] == 0 or not draw.chance(self.rates.booked_again):
                break
            chain.append(draw.integer(0, chain[-1] - 1))
        return tuple(chain)

    def _truth(self, who: Person, record: History, day: dt.date, again: bool, claims: bool) -> Truth:
        return Truth(
            in_criminal=bool(record.arrests) or again,
            in_immigration=who.in_immigration,
            level=priority_level(record.convictions(day), self.levels).level,
            level_if_complete=priority_level(record.convictions(day, recorded_only=False), self.levels).level,
            policy_version=self.levels.version,
            status=who.status,
            citizen=who.status.citizen,
            claims_citizenship=claims and who.status.citizen and who.in_immigration,
        )


def bookings(seed: int, number: int, rates: Rates = DEFAULT, oris: Sequence[str] | None = None) -> Iterator[Booking]:
    """Yield the first bookings of a world; see `World` for more ways to ask."""
    return World(seed, rates=rates, oris=oris).bookings(number)
