"""Filters of a search: on biographic data that the client stored, and on the kind of biometric data.

A filter leaves candidates out that the engine found; it never changes a score or an order. Traits that the law protects
are refused as filters: no search of this system is narrowed by them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tenprint.errors import UsageError

PROTECTED = frozenset(
    {
        "race", "ethnicity", "nationality", "citizenship", "gender", "sex", "religion", "language", "birthplace",
        "placeofbirth", "countryofbirth", "skincolor", "skincolour", "complexion",
    }
)  # fmt: skip
KIND = "biometricType"


class Filter:
    """A filter that was checked.

    Raises:
        UsageError: it names a protected trait, or a kind of biometric data in no way that OSIA has.
    """

    def __init__(self, wanted: Mapping[str, Any]) -> None:
        self.kinds: list[str] | None = None
        self._least: dict[str, Any] = {}
        self._most: dict[str, Any] = {}
        self._equal: dict[str, Any] = {}
        for name, value in wanted.items():
            self._take(name, value)

    @property
    def fingers(self) -> bool:
        """Whether fingers may be searched."""
        return self.kinds is None or "FINGER" in self.kinds

    @property
    def narrows(self) -> bool:
        """Whether it looks at biographic data at all."""
        return bool(self._least or self._most or self._equal)

    def passes(self, biographic: object) -> bool:
        """Whether an encounter's biographic data is as the filter wants; a value that is not there is not."""
        data = biographic if isinstance(biographic, Mapping) else {}
        if not self.narrows:
            return True
        return (
            all(name in data and data[name] == value for name, value in self._equal.items())
            and all(_ordered(value, data.get(name)) for name, value in self._least.items())
            and all(_ordered(data.get(name), value) for name, value in self._most.items())
        )

    def _take(self, name: str, value: Any) -> None:
        field, table = name, self._equal
        if name.endswith("Min") and len(name) > len("Min"):
            field, table = name[:-3], self._least
        elif name.endswith("Max") and len(name) > len("Max"):
            field, table = name[:-3], self._most
        if "".join(c for c in field.casefold() if c.isalnum()) in PROTECTED:
            raise UsageError(
                f"a search is not narrowed by {field!r}",
                where="filter",
                remedy="Leave protected traits out: they say nothing about whose print it is.",
            )
        if name == KIND:
            kinds = [value] if isinstance(value, str) else value
            if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
                raise UsageError("biometricType is a name or a list of names", where="filter")
            self.kinds = kinds
            return
        table[field] = value


def _ordered(low: object, high: object) -> bool:
    if isinstance(low, str) and isinstance(high, str):
        return low <= high
    numbers = (int, float)
    if isinstance(low, numbers) and isinstance(high, numbers):
        return low <= high
    return False
