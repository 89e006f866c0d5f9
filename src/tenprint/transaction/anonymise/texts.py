"""Made-up values in the place of personal ones."""

from __future__ import annotations

import hashlib
import random
import string
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from tenprint.transaction.anonymise import rules
from tenprint.transaction.field import Field, Value
from tenprint.transaction.record import Record
from tenprint.transaction.tagged import TaggedRecord

# Days are moved back by this range, the same for all of a file, so that their order stays.
SHIFT_DAYS = (30, 1000)
_EARLIEST_BIRTH, _BIRTH_DAYS = date(1950, 1, 1), 50 * 365


@dataclass(frozen=True, slots=True)
class Invention:
    """The source of made-up values: one seed, one shift of days.

    Attributes:
        seed: what control numbers are derived from.
        draw: the generator for all else.
        shift: days that dates are moved back.
    """

    seed: int
    draw: random.Random
    shift: timedelta

    @classmethod
    def of(cls, seed: int, draw: random.Random) -> Invention:
        """Start from a seed."""
        return cls(seed, draw, timedelta(days=random.Random(f"{seed}/days").randrange(*SHIFT_DAYS)))

    def day(self, text: str) -> str:
        """Move a date (CCYYMMDD) back; what is no date becomes unknown."""
        try:
            return (date(int(text[:4]), int(text[4:6]), int(text[6:8])) - self.shift).strftime("%Y%m%d")
        except (ValueError, OverflowError):
            return "00000000" if text else ""

    def number(self, text: str) -> str:
        """Replace a control number; the same number always by the same one."""
        digest = hashlib.sha256(f"{self.seed}/{text}".encode("utf-8", "surrogateescape")).hexdigest().upper()
        return f"ANON-{digest[:20]}"


def anonymise_header(record: Record, invention: Invention) -> None:
    """Replace control numbers and move the date of a Type-1 record; agencies stay."""
    for number in (9, 10):
        if number in record:
            record.set(number, invention.number(record.text(number)))
    if 5 in record:
        record.set(5, invention.day(record.text(5)))
    for number in (14, 16, 17, 18):
        if number in record:
            record.delete(number)


def anonymise_description(record: TaggedRecord, invention: Invention) -> list[str]:
    """Replace or remove the fields of a Type-2 record; return the keys of those removed."""
    removed = []
    for number in dict.fromkeys(field.number for field in record.fields):
        if number in rules.KEPT:
            continue
        makers = [_MAKERS.get(rules.REPLACED.get(number, ""))]
        first = record[number]
        values = [makers[0](items, invention, first) for items in first.subfields] if makers[0] else []
        record.delete(number)  # with it duplicates, which would keep the old value
        if values:
            record.set(number, values[0] if len(values) == 1 else values)
        else:
            removed.append(f"2.{number:03d}")
    return removed


Maker = Callable[[list[str], Invention, Field], Value]


def _choice(options: tuple[str, ...]) -> Maker:
    return lambda items, invention, field: invention.draw.choice(options)


def _scrambled(text: str, draw: random.Random) -> str:
    swap = {"0": string.digits, "A": string.ascii_uppercase}
    return "".join(
        draw.choice(swap["0"]) if c.isdigit() else draw.choice(swap["A"]) if c.isalpha() else c for c in text
    )


def _scramble(items: list[str], invention: Invention, field: Field) -> Value:
    return tuple(_scrambled(text, invention.draw) for text in items)


def _state_number(items: list[str], invention: Invention, field: Field) -> Value:
    return items[0][:2] + _scrambled(items[0][2:], invention.draw)


def _name(items: list[str], invention: Invention, field: Field) -> Value:
    return f"{invention.draw.choice(rules.SURNAMES)},{invention.draw.choice(rules.GIVEN_NAMES)}"


def _birth(items: list[str], invention: Invention, field: Field) -> Value:
    return _EARLIEST_BIRTH + timedelta(days=invention.draw.randrange(_BIRTH_DAYS))


def _height(items: list[str], invention: Invention, field: Field) -> Value:
    return invention.draw.randrange(58, 78)


def _weight(items: list[str], invention: Invention, field: Field) -> Value:
    return invention.draw.randrange(100, 260)


def _text(items: list[str], invention: Invention, field: Field) -> Value:
    return rules.PLAIN_TEXT


def _day(items: list[str], invention: Invention, field: Field) -> Value:
    return invention.day(items[0])


def _dated_text(items: list[str], invention: Invention, field: Field) -> Value:
    return (invention.day(items[0]), *(rules.PLAIN_TEXT if text else "" for text in items[1:]))


def _candidate(items: list[str], invention: Invention, field: Field) -> Value:
    return (_scrambled(items[0], invention.draw), str(_name(items, invention, field)))


def _equipment(items: list[str], invention: Invention, field: Field) -> Value:
    return (*items[:2], *(_scrambled(text, invention.draw) for text in items[2:]))


def _missing(items: list[str], invention: Invention, field: Field) -> Value:
    # Which fingers have no image shows anyway; whether the person lost them does not.
    return (items[0], "UP")


_MAKERS: dict[str, Maker] = {
    "scramble": _scramble,
    "state_number": _state_number,
    "name": _name,
    "birth": _birth,
    "height": _height,
    "weight": _weight,
    "text": _text,
    "day": _day,
    "dated_text": _dated_text,
    "candidate": _candidate,
    "equipment": _equipment,
    "missing": _missing,
    "place": _choice(rules.PLACES),
    "sex": _choice(rules.SEXES),
    "race": _choice(rules.RACES),
    "mark": _choice(rules.MARKS),
    "eyes": _choice(rules.EYES),
    "hair": _choice(rules.HAIR),
}
