"""Which field office a county belongs to: data that is read once and can be replaced by the operator's own."""

from __future__ import annotations

import functools
from importlib import resources
from pathlib import Path

import msgspec

from tenprint.errors import ConfigurationError
from tenprint.policy import Header
from tenprint.policy.store import read_policy

FILE = Path(str(resources.files("tenprint.cases") / "data" / "field_offices.toml"))
UNASSIGNED = "unassigned"  # a county that the registry does not name; the support centre keeps its cases

# First two digits of a county's FIPS code -> postal abbreviation (ANSI INCITS 38).
_NUMBERS = (
    "01AL02AK04AZ05AR06CA08CO09CT10DE11DC12FL13GA15HI16ID17IL18IN19IA20KS21KY22LA23ME24MD25MA26MI27MN28MS29MO30MT31NE"
    "32NV33NH34NJ35NM36NY37NC38ND39OH40OK41OR42PA44RI45SC46SD47TN48TX49UT50VT51VA53WA54WV55WI56WY60AS66GU69MP72PR78VI"
)
STATES = {_NUMBERS[i : i + 2]: _NUMBERS[i + 2 : i + 4] for i in range(0, len(_NUMBERS), 4)}


class Area(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One office and what belongs to it: whole states, and counties that go before the state they lie in."""

    name: str
    states: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()


class FieldOffices(Header, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One version of the areas."""

    offices: tuple[Area, ...]

    def of(self, fips: str) -> str:
        """Return the office of a county (five digits), or `unassigned`."""
        state = STATES.get(fips[:2], "")
        by_county = next((area.name for area in self.offices if fips in area.counties), None)
        return by_county or next((area.name for area in self.offices if state in area.states), UNASSIGNED)


@functools.cache
def field_offices(path: Path = FILE) -> FieldOffices:
    """Read the areas.

    Raises:
        ConfigurationError: the file is missing, not of its form, or gives a place to two offices.
    """
    offices = read_policy(path, FieldOffices)
    for places in ([s for a in offices.offices for s in a.states], [c for a in offices.offices for c in a.counties]):
        twice = {place for place in places if places.count(place) > 1}
        if twice:
            raise ConfigurationError(f"{', '.join(sorted(twice))} belongs to two offices", where=str(path))
    return offices
