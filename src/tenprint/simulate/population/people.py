"""People: what stands on a booking form. Drawn from streams that nothing else reads."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from enum import StrEnum

import msgspec

from tenprint.simulate.population.draw import Draw
from tenprint.simulate.population.parameters import (
    AGE_BANDS,
    DEFAULT,
    STATUS_WITH_ENCOUNTER,
    STATUS_WITHOUT_ENCOUNTER,
    Rates,
)
from tenprint.simulate.population.places import DATA, NCIC_STATES, jurisdictions

# Everyone is so old on this day; bookings lie around it.
REFERENCE = dt.date(2010, 9, 21)

# EBTS 9.1 code tables 2.024, 2.025, 2.031, 2.032. Each code as likely as the next, so that any dependence shows.
SEXES = ("F", "M")
RACES = ("A", "B", "I", "U", "W")
EYES = ("BLK", "BLU", "BRO", "GRN", "GRY", "HAZ")
HAIR = ("BAL", "BLK", "BLN", "BRO", "GRY", "RED", "SDY", "WHI")
# Birthplace outside the United States (EBTS 2.020): Canada, Mexico, any country not on the list.
FOREIGN = ("CD", "MM", "YY")


class Status(StrEnum):
    """The truth about a person's status; no repository holds it, only people can determine it."""

    CITIZEN_BORN = "citizen_born"
    CITIZEN_DERIVED = "citizen_derived"
    CITIZEN_NATURALISED = "citizen_naturalised"
    PERMANENT_RESIDENT = "permanent_resident"
    LAWFULLY_PRESENT = "lawfully_present"
    SUBJECT_TO_REMOVAL = "subject_to_removal"
    UNDETERMINED = "undetermined"

    @property
    def citizen(self) -> bool:
        """Whether this is a citizen of the United States."""
        return self.name.startswith("CITIZEN")


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A synthetic person.

    Attributes:
        index: number in the world of the seed.
        surname, given: name on most records; `name` has the form of EBTS 2.018.
        second_name: another name that some record carries, in the same form; None for most.
        born: date of birth.
        birthplace: code of EBTS 2.020.
        sex, race, height, weight, eyes, hair: codes of EBTS 2.024 to 2.032; height as feet and two digits of inches,
            weight in pounds.
        address: residence (EBTS 2.041).
        status: the truth; see `Status`.
        in_immigration: an encounter with prints lies in the immigration repository.
        print_seed: seed of this person's master prints.
        twin_of: index of the twin; twins share name, birth and looks, and the pattern classes of their prints, but
            not the prints.
        pattern_seed: seed that decides the pattern classes; the twin's where there is one, else `print_seed`.
        missing_fingers: finger positions (1 to 10) that were amputated.
    """

    index: int
    surname: str
    given: str
    second_name: str | None
    born: dt.date
    birthplace: str
    sex: str
    race: str
    height: str
    weight: str
    eyes: str
    hair: str
    address: str
    status: Status
    in_immigration: bool
    print_seed: int
    twin_of: int | None
    pattern_seed: int
    missing_fingers: tuple[int, ...]

    @property
    def name(self) -> str:
        """Return the name in the form of EBTS 2.018."""
        return f"{self.surname},{self.given}"


@functools.cache
def _names() -> dict[str, list[str]]:
    return tomllib.loads((DATA / "names.toml").read_text(encoding="utf-8"))


def person(seed: int, index: int, rates: Rates = DEFAULT) -> Person:
    """Return one person; the same seed and index always give the same.

    Args:
        seed: of the world.
        index: number of the person, 0 or more.
        rates: of the world.
    """
    twin_of = index - 1 if index > 0 and Draw(seed, "twin", index).chance(rates.twin) else None
    # Twins are the same in all that is drawn from this index, and differ in the rest.
    looks_of = index if twin_of is None else _first_of(seed, twin_of, rates)
    in_immigration, status = _status(seed, index, rates)
    looks = _looks(seed, looks_of)
    given = looks.pop("given") if twin_of is None else Draw(seed, "twin name", index).choice(_names()["given"])
    looks.pop("given", None)
    return Person(
        index=index,
        given=given,
        second_name=_second_name(seed, index, rates),
        born=_born(seed, looks_of),
        birthplace=_birthplace(seed, index, status),
        status=status,
        in_immigration=in_immigration,
        print_seed=_print_seed(seed, index),
        twin_of=twin_of,
        pattern_seed=_print_seed(seed, looks_of),
        missing_fingers=_fingers(seed, "amputation", index, rates.finger_missing),
        **looks,
    )


def bandaged_fingers(seed: int, booking: int, rates: Rates = DEFAULT) -> tuple[int, ...]:
    """Return the finger positions that cannot be printed on the day of a booking."""
    return _fingers(seed, "bandage", booking, rates.finger_bandaged)


def _first_of(seed: int, index: int, rates: Rates) -> int:
    while index > 0 and Draw(seed, "twin", index).chance(rates.twin):
        index -= 1
    return index


def _looks(seed: int, index: int) -> dict[str, str]:
    draw = Draw(seed, "looks", index)
    names = _names()
    surname, given = draw.choice(names["surnames"]), draw.choice(names["given"])
    sex, race = draw.choice(SEXES), draw.choice(RACES)
    # The sum of three even draws is bell-shaped: 59 to 75 inches, 110 to 260 pounds.
    inches = 59 + int(16 * (draw.uniform() + draw.uniform() + draw.uniform()) / 3 + 0.5)
    pounds = 110 + int(150 * (draw.uniform() + draw.uniform() + draw.uniform()) / 3)
    place = draw.choice(jurisdictions())
    return {
        "surname": surname,
        "given": given,
        "sex": sex,
        "race": race,
        "height": f"{inches // 12}{inches % 12:02d}",
        "weight": f"{pounds:03d}",
        "eyes": draw.choice(EYES),
        "hair": draw.choice(HAIR),
        "address": f"{draw.integer(1, 9899)} {draw.choice(names['streets'])}, {place.name.upper()}, {place.state}",
    }


def _born(seed: int, index: int) -> dt.date:
    draw = Draw(seed, "age", index)
    bands = {f"{low}-{high}": share for low, high, share in AGE_BANDS}
    low, high = (int(part) for part in draw.weighted(bands).split("-"))
    return REFERENCE - dt.timedelta(days=int(365.2425 * (low + draw.uniform() * (high + 1 - low))))


def _status(seed: int, index: int, rates: Rates) -> tuple[bool, Status]:
    draw = Draw(seed, "status", index)
    known = draw.chance(rates.immigration_match)
    return known, Status(draw.weighted(STATUS_WITH_ENCOUNTER if known else STATUS_WITHOUT_ENCOUNTER))


def _birthplace(seed: int, index: int, status: Status) -> str:
    draw = Draw(seed, "birthplace", index)
    state = draw.choice(jurisdictions()).state
    abroad = draw.choice(FOREIGN)
    return NCIC_STATES.get(state, state) if status is Status.CITIZEN_BORN else abroad


def _second_name(seed: int, index: int, rates: Rates) -> str | None:
    draw = Draw(seed, "second name", index)
    if not draw.chance(rates.second_name):
        return None
    return f"{draw.choice(_names()['surnames'])},{draw.choice(_names()['given'])}"


def _print_seed(seed: int, index: int) -> int:
    return Draw(seed, "prints", index).integer(0, 2**48 - 1)


def _fingers(seed: int, stream: str, index: int, rate: float) -> tuple[int, ...]:
    draw = Draw(seed, stream, index)
    return tuple(position for position in range(1, 11) if draw.chance(rate))
