"""From a row of the original to a row of the copy."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Table

from tenprint.simulate.world.multiply.copy import Copy
from tenprint.simulate.world.multiply.rules import IDENTIFIERS, NAMES, SEALED

Seal = Callable[[str, bytes, str], bytes]  # holder, plain, context


def copied(table: Table, row: dict[str, Any], copy: Copy, seal: Seal) -> dict[str, Any]:
    """Return the copy's row; a number that the database gives is left out."""
    new = {name: _value(name, value, copy) for name, value in row.items() if value is not None}
    for name, column in table.c.items():
        if name not in new:
            new[name] = None
        if column.primary_key and column.autoincrement is True:
            del new[name]
    if table.name in PLACED:
        _place(new, copy)
    if table.name == "criminal_encounter" and row["holder"] == copy.of.correlation:
        new |= {"ori": copy.ori, "date": f"{copy.at:%Y%m%d}"}
    if table.name == "retention" and new["due_at"] is not None and new["due_at"] <= copy.until:
        new["done_at"] = new["due_at"]
    for (of, name), context in SEALED.items():
        if of == table.name and new[name] is not None:
            holder = new.get("holder") or copy.correlation
            new[name] = seal(holder, _inside(new[name], row, new, copy), context)
    return new


PLACED = frozenset({"booking_submission", "state_relay", "criminal_search", "immigration_search", "case"})


def _place(new: dict[str, Any], copy: Copy) -> None:
    new["ori"] = copy.ori
    if "county" in new:
        new |= {"county": copy.county, "field_office": copy.office}


def _value(name: str, value: Any, copy: Copy) -> Any:
    if isinstance(value, datetime):
        return value + copy.delta
    if name in IDENTIFIERS and isinstance(value, str) and ":" not in value:
        return identifier(value, copy)
    if name in NAMES or name in IDENTIFIERS:
        return renamed(value, copy)
    return value


def identifier(old: str, copy: Copy) -> str:
    """Return another identifier for the same thing of the copy."""
    return hashlib.sha256(f"{copy.number}:{old}".encode()).hexdigest()[: len(old)]


def renamed(text: str, copy: Copy) -> str:
    """Return a text with the copy's names in the place of the original's."""
    for old, new in copy.names:
        if old in text:
            return text.replace(old, new)
    return text


def _inside(plain: bytes, old: dict[str, Any], new: dict[str, Any], copy: Copy) -> bytes:
    """Put the copy's names into packed contents; each is as long as the one before, so the packing holds."""
    pairs = [(a, b) for a, b in copy.names if len(a) == len(b)]
    pairs += [(copy.of.ori, copy.ori), (copy.of.county, copy.county)]
    if "date" in old and len(str(old["date"])) == len(str(new["date"])):
        pairs.append((str(old["date"]), str(new["date"])))
    for before, after in pairs:
        if before:
            plain = plain.replace(before.encode(), after.encode())
    return plain


def stored(value: Any) -> Any:
    """Return a value as SQLite keeps it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    return value
