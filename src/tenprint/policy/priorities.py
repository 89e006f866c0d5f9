"""Priorities: how soon an answer is due, by EBTS field 1.006 PRY."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import msgspec

from tenprint.errors import ValueFormatError, Where
from tenprint.policy.model import Header


class Priority(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One value of PRY, 1 (most urgent) to 9; `answer_within_s` in seconds from acceptance."""

    pry: Annotated[int, msgspec.Meta(ge=1, le=9)]
    name: str
    answer_within_s: Annotated[int, msgspec.Meta(gt=0)]


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """When the answer is due, under which version."""

    at: dt.datetime
    pry: int
    name: str
    policy_version: str


class PriorityPolicy(Header, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One version of the deadlines, and the priority of a type that comes without one."""

    priorities: tuple[Priority, ...]
    default_by_tot: dict[str, int]
    default: int

    def due(self, received: dt.datetime, *, tot: str, pry: int | None = None) -> Due:
        """Return when the answer is due.

        Args:
            received: moment of acceptance, with time zone.
            tot: EBTS 1.004.
            pry: EBTS 1.006; None where the sender gave none.

        Raises:
            ValueFormatError: a PRY that the table does not have.
        """
        wanted = pry if pry is not None else self.default_by_tot.get(tot, self.default)
        for entry in self.priorities:
            if entry.pry == wanted:
                return Due(
                    at=received + dt.timedelta(seconds=entry.answer_within_s),
                    pry=entry.pry,
                    name=entry.name,
                    policy_version=self.version,
                )
        raise ValueFormatError(
            f"priority {wanted} is not known",
            where=Where(record="Type-1", field="1.006 PRY"),
            remedy="Give a digit from 1 to 9, or leave the field out.",
        )
