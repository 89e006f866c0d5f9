"""Writes people, bookings and cases as CSV, JSON or JSON lines, one row at a time."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec

from tenprint.errors import InputError, UsageError
from tenprint.policy.cases import Case
from tenprint.simulate.population.bookings import Booking, World

What = Literal["people", "bookings", "cases"]
FORMATS = (".csv", ".json", ".jsonl")


def rows(world: World, what: What, number: int) -> Iterator[Any]:
    """Yield `number` rows of a world: people, bookings, or cases for comparing policies.

    A case holds the convictions on record of a booked person and nothing else.
    """
    if what == "people":
        return (world.person(index) for index in range(number))
    if what == "bookings":
        return world.bookings(number)
    return (_case(booking) for booking in world.bookings(number))


def write(target: Path, entries: Iterable[Any], what: What) -> int:
    """Write rows to a file whose suffix says the format; return how many.

    Raises:
        UsageError: another suffix, or cases as CSV (they are nested).
        InputError: the file cannot be written.
    """
    if target.suffix not in FORMATS or (what == "cases" and target.suffix == ".csv"):
        raise UsageError(
            f"{what} cannot be written as {target.suffix or 'a file without suffix'}",
            remedy="Name a .jsonl or .json file, or .csv for people and bookings.",
        )
    writer: Callable[[Path, Iterable[Any]], int] = _csv if target.suffix == ".csv" else _json
    try:
        return writer(target, entries)
    except OSError as error:
        raise InputError(f"the file cannot be written: {error.strerror}", where=str(target)) from None


def _json(target: Path, entries: Iterable[Any]) -> int:
    listed = target.suffix == ".json"
    number = 0
    with target.open("wb") as file:
        for entry in entries:
            file.write((b",\n" if number else b"[\n") if listed else b"")
            file.write(msgspec.json.encode(entry))
            file.write(b"" if listed else b"\n")
            number += 1
        file.write((b"\n]\n" if number else b"[]\n") if listed else b"")
    return number


def _csv(target: Path, entries: Iterable[Any]) -> int:
    number = 0
    with target.open("w", newline="", encoding="utf-8") as file:
        writer: csv.DictWriter[str] | None = None
        for entry in entries:
            row = _flat(entry)
            if writer is None:
                writer = csv.DictWriter(file, fieldnames=list(row), lineterminator="\n")
                writer.writeheader()
            writer.writerow(row)
            number += 1
    return number


def _flat(entry: Any) -> dict[str, str]:
    if isinstance(entry, Booking):
        person = {f"person_{name}": value for name, value in msgspec.to_builtins(entry.person).items()}
        truth = {f"truth_{name}": value for name, value in msgspec.to_builtins(entry.truth).items()}
        values = {
            "booking": entry.index,
            "booked": entry.booked.isoformat(),
            "ori": entry.ori,
            "tot": entry.tot,
            "name_given": entry.name_given,
            "charges": [charge.offence or "unknown" for charge in entry.charges],
            "missing_today": [f"{position}{why}" for position, why in entry.missing.items()],
            "earlier_bookings": entry.earlier_bookings,
            "prior_arrests": len(entry.history.arrests),
            "encounters": [encounter.kind for encounter in entry.history.encounters],
            **person,
            **truth,
        }
    else:
        values = msgspec.to_builtins(entry)
    return {name: _text(value) for name, value in values.items()}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return " ".join(str(item) for item in value)
    return str(value)


def _case(booking: Booking) -> Case:
    return Case(case=f"booking {booking.index}", convictions=booking.history.convictions(booking.booked.date()))
