"""Field tables as data: numbers, mnemonics, names, sizes, occurrences, codes, and what each transaction carries.

`fields.json` has the fields of every record type, `codes.json` the code tables, `profiles.json` which Type-2 fields
each type of transaction must and may have. Facts: ANSI/NIST-ITL 1-2007 and 1-2011 (update 2013), EBTS 9.1; titles and
meanings in our own words. The tables are read once, when first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

import msgspec

from tenprint.errors import UsageError
from tenprint.transaction.layouts.model import FieldLayout, Profile

_NONE: Mapping[int, FieldLayout] = MappingProxyType({})


@cache
def all_layouts() -> Mapping[int, Mapping[int, FieldLayout]]:
    """Return the field tables: record type -> field number -> layout."""
    rows = msgspec.json.decode(_read("fields.json"), type=dict[int, list[FieldLayout]])
    return MappingProxyType({kind: MappingProxyType({f.number: f for f in fields}) for kind, fields in rows.items()})


def record_layout(record_type: int) -> Mapping[int, FieldLayout]:
    """Return the fields of a record type, number -> layout; empty for a type that has no table."""
    return all_layouts().get(record_type, _NONE)


@cache
def all_codes() -> Mapping[str, Mapping[str, str]]:
    """Return the code tables: name of the table -> code -> meaning."""
    return MappingProxyType(msgspec.json.decode(_read("codes.json"), type=dict[str, dict[str, str]]))


def code_table(name: str) -> Mapping[str, str]:
    """Return a code table, code -> meaning.

    Raises:
        UsageError: there is no such table.
    """
    table = all_codes().get(name)
    if table is None:
        raise UsageError(f"there is no code table {name!r}", remedy=f"Known: {', '.join(sorted(all_codes()))}.")
    return table


@cache
def all_profiles() -> Mapping[str, Profile]:
    """Return what each type of transaction carries in Type-2: code -> profile."""
    return MappingProxyType(msgspec.json.decode(_read("profiles.json"), type=dict[str, Profile]))


def profile(tot: str) -> Profile:
    """Return what a type of transaction carries.

    Raises:
        UsageError: EBTS knows no such type.
    """
    found = all_profiles().get(tot)
    if found is None:
        raise UsageError(f"{tot!r} is no type of transaction", remedy="See 1.004 in the EBTS, as CAR or SRE.")
    return found


def _read(name: str) -> bytes:
    return resources.files(__package__).joinpath(name).read_bytes()
