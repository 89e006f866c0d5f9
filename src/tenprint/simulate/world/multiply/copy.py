"""The copies: of which booking each is, where and when it is booked, under which names."""

from __future__ import annotations

import bisect
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from tenprint.agency.criminal.records import FIRST_NUMBER
from tenprint.cases.offices import field_offices
from tenprint.cases.opening import case_number
from tenprint.policy import ActivationRegistry
from tenprint.simulate.world.multiply import parameters as p
from tenprint.simulate.world.multiply.template import Template

FIRST_FIN = 9_000_000_000


@dataclass(frozen=True)
class Copy:
    """One copy of a booking, and what it is called."""

    number: int
    of: Template
    ori: str
    county: str
    at: datetime
    until: datetime

    @cached_property
    def tcn(self) -> str:
        """Its transaction control number, as long as that of the original."""
        return f"TC{self.number:0{len(self.of.tcn) - 2}d}"

    @cached_property
    def correlation(self) -> str:
        """Its correlation."""
        return f"{self.ori}:{self.tcn}"

    @cached_property
    def delta(self) -> timedelta:
        """By how much its moments are moved."""
        return self.at - self.of.start

    @cached_property
    def office(self) -> str:
        """The field office of its place."""
        return field_offices().of(self.county)

    @cached_property
    def names(self) -> list[tuple[str, str]]:
        """(name of the original, name of the copy), longer ones first; all but holders are equally long."""
        of = self.of
        found = [(of.correlation, self.correlation), (of.case, case_number(self.correlation)), (of.tcn, self.tcn)]
        if of.fbi_number:
            found.append((of.fbi_number, self.fbi_number))
        if of.fin:
            found.append((of.fin, f"FIN{FIRST_FIN + self.number:010d}"))
        return [*((holder, f"{holder}#{self.number}") for holder in of.holders if holder != of.correlation), *found]

    @property
    def fbi_number(self) -> str:
        """The number of its person in the criminal repository."""
        return f"{FIRST_NUMBER + p.FIRST_SUBJECT + self.number}T"


class Plan:
    """Which copy is of what; the same world and number give the same copies."""

    def __init__(self, found: Sequence[Template], registry: ActivationRegistry, number: int, start: datetime) -> None:
        self._registry = registry
        self._number = number
        self._start = start
        self._everywhere = [(agency.ori, agency.fips) for agency in registry.data.agencies]
        first: dict[str, datetime] = {}
        for activation in registry.data.activations:
            first[activation.fips] = min(first.get(activation.fips, activation.starts), activation.starts)
        self._by_start = sorted((first[fips], ori, fips) for ori, fips in self._everywhere if fips in first)
        self._starts = [entry[0] for entry in self._by_start]
        self._choices = {
            (searched, settled): [t for t in found if t.searched == searched and (t.settled or not settled)]
            or [t for t in found if t.searched == searched]
            or list(found)
            for searched in (False, True)
            for settled in (False, True)
        }

    def copies(self, first: int, last: int) -> Iterator[Copy]:
        """Yield the copies from a number up to before another."""
        end = self._start + p.SPAN
        for number in range(first, last):
            draw = random.Random(f"{p.SEED}:{number}")
            at = self._start + p.SPAN * ((number + 1) / self._number)
            ori, fips = self._place(draw, at)
            searched = self._registry.is_active(ori, at).active
            of = draw.choice(self._choices[searched, end - at > p.SETTLED])
            yield Copy(number, of, ori, fips, at, end)

    def _place(self, draw: random.Random, at: datetime) -> tuple[str, str]:
        known = bisect.bisect_right(self._starts, at)
        if known and draw.random() < p.TAKING_PART:
            _, ori, fips = self._by_start[draw.randrange(known)]
            return ori, fips
        return draw.choice(self._everywhere)
