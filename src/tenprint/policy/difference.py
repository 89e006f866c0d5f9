"""What changed between two versions of a policy: in words, entry by entry, and as lines of the files."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec

from tenprint.policy.model import Header
from tenprint.policy.store import PolicyStore

KEYS = ("id", "name", "code", "kind", "tot", "title")  # by which an entry of a list is known, the first that it has
HEAD = ("kind", "version", "digest")  # differ always, and say nothing
LONGEST_NAME = 30  # characters; what is longer is a sentence
CONTEXT = 3  # unchanged lines around a changed one


class Kind(StrEnum):
    """What happened to an entry."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Change(NamedTuple):
    """One entry that is not the same.

    Attributes:
        part: of the policy, as `rules`.
        entry: its name within the part; empty where the part is one value.
        kind: added, removed or changed.
        words: what that means.
    """

    part: str
    entry: str
    kind: Kind
    words: str


def changes(before: Header, after: Header) -> list[Change]:
    """Return what is not the same in two policies of one kind, in the order of the file."""
    one, two = (msgspec.to_builtins(policy) for policy in (before, after))
    found: list[Change] = []
    for part in dict.fromkeys((*one, *two)):
        if part not in HEAD and one.get(part) != two.get(part):
            found += _part(part, one.get(part), two.get(part))
    return found


def lines(store: PolicyStore, kind: str, before: str, after: str) -> list[str]:
    """Return the difference of the two files as a unified diff.

    Raises:
        ConfigurationError: no such version.
    """
    files = store.files(kind)
    for version in (before, after):
        store.load(kind, version)
    one, two = (files[version].read_text().splitlines() for version in (before, after))
    return list(difflib.unified_diff(one, two, f"{kind} {before}", f"{kind} {after}", lineterm="", n=CONTEXT))


def _part(part: str, before: Any, after: Any) -> list[Change]:
    if isinstance(before, list | tuple) and isinstance(after, list | tuple):
        one, two = _named(before), _named(after)
        found = [
            Change(part, name.strip(), *_entry(one.get(name), two.get(name)))
            for name in dict.fromkeys((*one, *two))
            if one.get(name) != two.get(name)
        ]
        return [_short(change) for change in found]
    return [Change(part, "", *_entry(before, after))]


def _short(change: Change) -> Change:
    """Return a change whose entry is a name; a sentence belongs to the words."""
    if len(change.entry) <= LONGEST_NAME:
        return change
    more = "" if change.words == change.entry else f" {change.words}"
    return change._replace(entry="", words=change.entry + more)


def _entry(before: Any, after: Any) -> tuple[Kind, str]:
    if before is None:
        return Kind.ADDED, _words(after)
    if after is None:
        return Kind.REMOVED, _words(before)
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        fields = [name for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)]
        told = (f"{_plain(n)}: was {_words(before.get(n))}, is {_words(after.get(n))}" for n in fields)
        return Kind.CHANGED, "; ".join(told)
    return Kind.CHANGED, f"was {_words(before)}, is {_words(after)}"


def _named(entries: Any) -> dict[str, Any]:
    """Return entries by their name; those without one by what they say."""
    found: dict[str, Any] = {}
    for entry in entries:
        key = next((str(entry[k]) for k in KEYS if k in entry), None) if isinstance(entry, Mapping) else str(entry)
        name = key if key is not None else _words(entry)
        while name in found:
            name += " "
        found[name] = entry
    return found


def _words(value: Any) -> str:
    """Return a value as a person reads it: an entry by its own words, then its other fields."""
    if value is None or value in ("", [], ()):
        return "nothing"
    if isinstance(value, Mapping):
        rest = [f"{_plain(k)} {_words(v)}" for k, v in value.items()
                if k not in ("words", *KEYS) and v]  # fmt: skip
        said = str(value.get("words", ""))
        return " ".join(filter(None, (said, f"({', '.join(rest)})" if rest else ""))) or "nothing"
    if isinstance(value, list | tuple):
        return ", ".join(_words(entry) for entry in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _plain(name: str) -> str:
    return name.replace("_", " ")
