"""Counties, their agencies, and the field office that each belongs to."""

from __future__ import annotations

import csv
import functools
from importlib import resources
from pathlib import Path

from tenprint.cases.offices import field_offices
from tenprint.errors import UsageError
from tenprint.policy import Agency, Jurisdiction

DATA = Path(str(resources.files("tenprint.simulate.population") / "data"))

ST_LOUIS_CITY = "29510"
ST_LOUIS_COUNTY = "29189"

# NCIC writes Nebraska NB, since NE was taken when its codes were given; all else are the postal abbreviations here.
NCIC_STATES = {"NE": "NB"}
# Two agencies a county. Numbers so high that a synthetic ORI is unlikely to be that of a real agency.
AGENCY_KINDS = (("90", "Sheriff"), ("91", "Police"))


@functools.cache
def jurisdictions() -> tuple[Jurisdiction, ...]:
    """Return all counties and what stands for one, sorted by FIPS code; see data/NOTICE.md for their source."""
    with (DATA / "counties.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Jurisdiction(fips=row["fips"], name=row["name"], state=row["state"]) for row in csv.DictReader(file)
        )


@functools.cache
def _by_fips() -> dict[str, Jurisdiction]:
    return {entry.fips: entry for entry in jurisdictions()}


def jurisdiction(fips: str) -> Jurisdiction:
    """Return the jurisdiction of a county code.

    Raises:
        UsageError: no such county.
    """
    try:
        return _by_fips()[fips]
    except KeyError:
        raise UsageError(f"no county {fips}", remedy="Give five digits, as 29510 for St. Louis City.") from None


def agencies_of(fips: str) -> tuple[Agency, ...]:
    """Return the synthetic agencies of a county: a sheriff and a police department.

    An ORI has the real form: state, three digits of the county, two of the agency, two of its unit. The county's
    digits are those of its FIPS code; NCIC numbers counties in its own way.
    """
    place = jurisdiction(fips)
    state = NCIC_STATES.get(place.state, place.state)
    return tuple(
        Agency(ori=f"{state}{fips[2:]}{number}00", fips=fips, name=f"{place.name} {kind} ({place.state})")
        for number, kind in AGENCY_KINDS
    )


@functools.cache
def agencies() -> tuple[Agency, ...]:
    """Return the synthetic agencies of all counties."""
    return tuple(agency for place in jurisdictions() for agency in agencies_of(place.fips))


def state_bureau(state: str) -> str:
    """Return the ORI of a state's identification bureau, in the generic form xxSIR0000."""
    return f"{NCIC_STATES.get(state, state)}SIR0000"


def field_office(fips: str) -> str:
    """Return the field office whose area a county belongs to, as the enforcement agency's registry has it."""
    return field_offices().of(jurisdiction(fips).fips)
