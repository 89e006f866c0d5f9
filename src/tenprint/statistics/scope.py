"""What a figure is about: a place (country, state, county or ORI) and a stretch of months."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from tenprint.cases.offices import STATES
from tenprint.errors import UsageError
from tenprint.policy import ActivationRegistry

NATION = "US"
Level = Literal["nation", "state", "county", "ori"]
LEVELS: tuple[Level, ...] = ("nation", "state", "county", "ori")

# Names of the states and what stands for one, by postal abbreviation (ANSI INCITS 38).
_NAMES = (
    "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|"
    "DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|"
    "KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|"
    "MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|"
    "NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|"
    "SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington|"
    "WV West Virginia|WI Wisconsin|WY Wyoming|AS American Samoa|GU Guam|MP Northern Mariana Islands|PR Puerto Rico|"
    "VI Virgin Islands"
)
STATE_NAMES = dict(entry.split(" ", 1) for entry in _NAMES.split("|"))
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Scope:
    """A place and its months, first and last of them included; None: without end."""

    place: str = NATION
    first: str | None = None
    last: str | None = None

    def __post_init__(self) -> None:
        for month in (self.first, self.last):
            if month is not None and not _MONTH.fullmatch(month):
                raise UsageError(f"{month!r} is no month", remedy="Give one as 2010-09.")
        if self.first and self.last and self.last < self.first:
            raise UsageError("the last month is before the first", remedy="Exchange them.")

    def covers(self, month: str) -> bool:
        """Whether a month (YYYY-MM) belongs to it."""
        return (self.first is None or month >= self.first) and (self.last is None or month <= self.last)

    @property
    def period(self) -> str:
        """The months in words."""
        if self.first is None and self.last is None:
            return "all months"
        if self.first == self.last:
            return str(self.first)
        return f"{self.first or 'the first'} to {self.last or 'now'}"


class Places:
    """Which ORI lies where, by the activation registry."""

    def __init__(self, registry: ActivationRegistry) -> None:
        self.registry = registry
        self.version = registry.version
        self._county = {agency.ori: agency.fips for agency in registry.data.agencies}
        self._jurisdictions = {entry.fips: entry for entry in registry.data.jurisdictions}
        self._oris: dict[str, list[str]] = {}
        for ori, fips in self._county.items():
            self._oris.setdefault(fips, []).append(ori)
            self._oris.setdefault(self.state_of(fips), []).append(ori)

    def state_of(self, fips: str) -> str:
        """Return the state (postal abbreviation) of a county; empty where it is not known."""
        known = self._jurisdictions.get(fips)
        return known.state if known else STATES.get(fips[:2], "")

    def level(self, place: str) -> Level:
        """Return what kind of place this is.

        Raises:
            UsageError: no such place.
        """
        if place == NATION:
            return "nation"
        if place in STATE_NAMES:
            return "state"
        if place in self._jurisdictions:
            return "county"
        if place in self._county or re.fullmatch(r"[A-Z]{2}[A-Z0-9]{7}", place):
            return "ori"
        raise UsageError(
            f"there is no place {place!r}", remedy="Give US, a state as MO, a county as 29510, or an ORI as MO5109000."
        )

    def oris(self, place: str) -> list[str] | None:
        """Return the ORIs of a place; None for the whole country, so that also unregistered ORIs count."""
        level = self.level(place)
        if level == "nation":
            return None
        return [place] if level == "ori" else self._oris.get(place, [])

    def of(self, ori: str, level: Level) -> str:
        """Return the place of a level in which an ORI lies; `unknown` where the registry does not have it."""
        if level == "nation":
            return NATION
        if level == "ori":
            return ori
        fips = self._county.get(ori)
        if fips is None:
            return "unknown"
        return fips if level == "county" else self.state_of(fips)

    def name(self, place: str) -> str:
        """Return a place's name for reading."""
        if place == NATION:
            return "United States"
        if place in STATE_NAMES:
            return STATE_NAMES[place]
        known = self._jurisdictions.get(place)
        if known is not None:
            return f"{known.name}, {known.state}"
        agency = self.registry.agency(place)
        return agency.name if agency else place

    def within(self, place: str) -> Level | None:
        """Return the next finer level of a place; None below an ORI."""
        index = LEVELS.index(self.level(place))
        return LEVELS[index + 1] if index + 1 < len(LEVELS) else None

    def inside(self, place: str) -> list[str]:
        """Return the places of the next finer level inside a place, by name."""
        level = self.level(place)
        if level == "nation":
            return sorted(STATE_NAMES, key=STATE_NAMES.__getitem__)
        if level == "state":
            found = [fips for fips, entry in self._jurisdictions.items() if entry.state == place]
            return sorted(found, key=self.name)
        return sorted(self._oris.get(place, [])) if level == "county" else []
