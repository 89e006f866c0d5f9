"""Rule sets as data: one file a version of the standard, and one for EBTS 9.1. `load("itl-2011")` gives one.

`common.json` has what all versions ask for; the others extend it. A rule that a set does not list is not checked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Literal

import msgspec

from tenprint.errors import UsageError
from tenprint.transaction.layouts import all_profiles, record_layout
from tenprint.transaction.layouts.model import FieldLayout, Range

Severity = Literal["error", "warning", "note"]
# The domain of the EBTS, 1.013.
EBTS_DOMAIN = "NORAM"
NAMES = ("itl-2007", "itl-2011", "itl-2013", "itl-2015", "ebts-9.1")


class Rule(msgspec.Struct, frozen=True):
    """One rule: how grave a breach is, what it asks for, where that stands, what to do."""

    severity: Severity
    title: str
    source: str
    remedy: str


class FieldChange(msgspec.Struct, frozen=True):
    """What a version says about a field otherwise than the field tables; None where it agrees."""

    size: Range | None = None
    characters: str | None = None
    codes: str | None = None


class Condition(msgspec.Struct, frozen=True):
    """A field that must, or must not, be there in some transactions, always or when another has a value (`*`: any)."""

    transactions: tuple[str, ...]
    field: str
    because: str
    when: tuple[str, str] | None = None


class RuleSet(msgspec.Struct, frozen=True):
    """A rule set with what it extends.

    Attributes:
        name: `itl-2011`.
        title: in words.
        extends: names of the sets that it builds on.
        versions: values of 1.002 that it is for; empty for any.
        record_types: record types that it has; empty for any.
        deprecated_types: record types that it does not want any more.
        profiles: whether Type-2 is held against the profile of the transaction.
        rules: identifier -> rule.
        fields: record type -> field number -> what differs from the field tables.
        ten_print: transactions of which all ten fingers are expected.
        record_counts: transaction -> record types (`4,14`) -> fewest and most records.
        required, forbidden: fields that must or must not be there on a condition.
        not_after: pairs of fields; the day of the first is not after that of the second.
        day_of_grace: days that a day may be later, for time zones.
    """

    name: str
    title: str
    extends: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    record_types: frozenset[int] = frozenset()
    deprecated_types: frozenset[int] = frozenset()
    profiles: bool = False
    rules: dict[str, Rule] = {}
    fields: dict[int, dict[int, FieldChange]] = {}
    ten_print: frozenset[str] = frozenset()
    record_counts: dict[str, dict[str, Range]] = {}
    required: tuple[Condition, ...] = ()
    forbidden: tuple[Condition, ...] = ()
    not_after: tuple[tuple[str, str], ...] = ()
    day_of_grace: int = 0


@cache
def load(name: str) -> RuleSet:
    """Return a rule set, joined with those that it extends.

    Raises:
        UsageError: there is no such set.
    """
    if name not in (*NAMES, "common"):
        raise UsageError(f"there is no rule set {name!r}", remedy=f"Known: {', '.join(NAMES)}.")
    own = msgspec.json.decode(resources.files(__package__).joinpath(f"{name}.json").read_bytes(), type=RuleSet)
    rules: dict[str, Rule] = {}
    fields: dict[int, dict[int, FieldChange]] = {}
    for base in map(load, own.extends):
        rules |= base.rules
        for kind, changes in base.fields.items():
            fields[kind] = {**fields.get(kind, {}), **changes}
    for kind, changes in own.fields.items():
        fields[kind] = {**fields.get(kind, {}), **changes}
    return msgspec.structs.replace(own, rules={**rules, **own.rules}, fields=fields)


@cache
def layout_in(names: tuple[str, ...], record_type: int) -> Mapping[int, FieldLayout]:
    """Return the fields of a record type as rule sets have them, the last one's word above the others'."""
    layouts = dict(record_layout(record_type))
    for name in names:
        for number, change in load(name).fields.get(record_type, {}).items():
            known = {k: v for k, v in msgspec.structs.asdict(change).items() if v is not None}
            if number in layouts:
                layouts[number] = msgspec.structs.replace(layouts[number], **known)
    return layouts


def chosen(version: str, tot: str, domain: str = "") -> Sequence[str]:
    """Return the rule sets for a version (1.002), a type of transaction (1.004) and a domain (1.013)."""
    standard = next((name for name in NAMES if version in load(name).versions), "itl-2007")
    return (standard, "ebts-9.1") if tot in all_profiles() or domain == EBTS_DOMAIN else (standard,)
