"""What happened to people: arrests, charges and their outcomes, and encounters with immigration authorities.

The criminal history is drawn from streams that know only seed and index. It cannot depend on who a person is.
"""

from __future__ import annotations

import datetime as dt
import functools
from enum import StrEnum

import msgspec

from tenprint.policy import Conviction, Severity, default_store
from tenprint.simulate.population.draw import Draw
from tenprint.simulate.population.parameters import (
    DEFAULT,
    ENCOUNTERS_OF_STATUS,
    OFFENCE_WEIGHTS,
    SENTENCE_DAYS,
    SENTENCE_TO_SERVE_AGGRAVATED,
    Rates,
)
from tenprint.simulate.population.people import REFERENCE, Person
from tenprint.simulate.population.places import agencies

OFFENCES_VERSION = "2008-10"
# The longest that an arrest or encounter lies back, in days, and the youngest age at either.
LONGEST_BACK = 15 * 365
ADULT = 18


class Outcome(StrEnum):
    """How a charge ended in court."""

    CONVICTED = "convicted"
    DISMISSED = "dismissed"
    ACQUITTED = "acquitted"
    DEFERRED = "deferred"


class Charge(msgspec.Struct, frozen=True, kw_only=True):
    """A charge and the truth about its outcome.

    Attributes:
        offence: NCIC code; None where the arrest was reported without.
        severity: class of the offence.
        outcome: what the court decided.
        decided: day of the decision.
        sentence_days: days to serve, 0 for none.
        recorded: whether the outcome reached the criminal repository (the disposition); often it does not.
    """

    offence: str | None
    severity: Severity
    outcome: Outcome
    decided: dt.date
    sentence_days: int
    recorded: bool

    def conviction(self) -> Conviction | None:
        """Return the conviction, if the charge ended in one."""
        if self.outcome is not Outcome.CONVICTED:
            return None
        return Conviction(
            offence=self.offence, severity=self.severity, date=self.decided, sentence_days=self.sentence_days
        )


class Arrest(msgspec.Struct, frozen=True, kw_only=True):
    """An arrest with prints on file: when, by whom, under which name, for what."""

    date: dt.date
    ori: str
    name: str
    charges: tuple[Charge, ...]


class Encounter(msgspec.Struct, frozen=True, kw_only=True):
    """An encounter in the immigration repository: kind, day, and what was claimed then."""

    fin: str
    kind: str
    date: dt.date
    name: str
    born: dt.date
    birthplace: str


class History(msgspec.Struct, frozen=True, kw_only=True):
    """All that is on record about a person, oldest first."""

    arrests: tuple[Arrest, ...]
    encounters: tuple[Encounter, ...]

    def convictions(self, before: dt.date, *, recorded_only: bool = True) -> tuple[Conviction, ...]:
        """Return the convictions before a day: those on record, or all that there are in truth."""
        return tuple(
            conviction
            for arrest in self.arrests
            for charge in arrest.charges
            if charge.decided < before and (charge.recorded or not recorded_only)
            if (conviction := charge.conviction()) is not None
        )


def history(seed: int, who: Person, rates: Rates = DEFAULT) -> History:
    """Return what is on record about a person."""
    arrests = _arrests(seed, who, rates)
    return History(arrests=arrests, encounters=_encounters(seed, who))


def draw_charge(draw: Draw, rates: Rates, arrested: dt.date) -> Charge:
    """Draw one charge of an arrest and how it ended."""
    code = draw.weighted(OFFENCE_WEIGHTS)
    severity = _severities()[code]
    reported = not draw.chance(rates.offence_unknown)
    verdict = draw.uniform()
    if verdict < rates.convicted:
        outcome = Outcome.CONVICTED
    elif verdict < rates.convicted + rates.dismissed:
        outcome = Outcome.DISMISSED
    else:
        outcome = draw.choice((Outcome.ACQUITTED, Outcome.DEFERRED))
    aggravated = severity is Severity.AGGRAVATED_FELONY
    serves = draw.chance(SENTENCE_TO_SERVE_AGGRAVATED if aggravated else rates.sentence_to_serve)
    days = draw.integer(*SENTENCE_DAYS[severity])
    return Charge(
        offence=code if reported else None,
        severity=severity,
        outcome=outcome,
        decided=arrested + dt.timedelta(days=draw.integer(20, 400)),
        sentence_days=days if serves and outcome is Outcome.CONVICTED else 0,
        recorded=not draw.chance(rates.disposition_missing),
    )


@functools.cache
def _severities() -> dict[str, Severity]:
    table = default_store().offences(OFFENCES_VERSION)
    return {code: table.find(code).severity for code in OFFENCE_WEIGHTS}


def _arrests(seed: int, who: Person, rates: Rates) -> tuple[Arrest, ...]:
    draw = Draw(seed, "arrests", who.index)
    if not draw.chance(rates.prior_arrest):
        return ()
    everywhere = agencies()
    days = sorted(_day_back(draw.uniform(), who) for _ in range(draw.geometric(rates.arrest_again)))
    return tuple(
        Arrest(
            date=day,
            ori=draw.choice(everywhere).ori,
            name=who.second_name if who.second_name and draw.chance(0.5) else who.name,
            charges=tuple(draw_charge(draw, rates, day) for _ in range(draw.geometric(rates.charge_again, 5))),
        )
        for day in days
    )


def _encounters(seed: int, who: Person) -> tuple[Encounter, ...]:
    if not who.in_immigration:
        return ()
    draw = Draw(seed, "encounters", who.index)
    kinds = [kind for kind, probability in ENCOUNTERS_OF_STATUS[who.status] if draw.chance(probability)]
    days = sorted(_day_back(draw.uniform(), who) for _ in kinds)
    fin = f"FIN{draw.integer(1, 9_999_999_999):010d}"
    other = who.second_name is not None and draw.chance(0.5)
    return tuple(
        Encounter(
            fin=fin,
            kind=kind,
            date=day,
            name=who.second_name if other and who.second_name else who.name,
            born=who.born,
            # An old claim of birth abroad, filed under the wrong person, is how citizens came to be detained.
            birthplace="YY" if kind == "filed_under_wrong_person" else who.birthplace,
        )
        for kind, day in zip(kinds, days, strict=True)
    )


def _day_back(share: float, who: Person) -> dt.date:
    """Return a day before the reference, not before the person was of age."""
    span = min(LONGEST_BACK, int((REFERENCE - who.born).days - ADULT * 365.25))
    return REFERENCE - dt.timedelta(days=30 + int(share * max(span - 30, 1)))
