"""Retention: how long each kind of data is kept, by role, purpose and outcome."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, get_args

import msgspec

from tenprint.errors import ConfigurationError
from tenprint.policy.model import Header

Role = Literal["booking", "state", "criminal", "immigration", "enforcement"]
Outcome = Literal["no_hit", "hit", "error"]
Data = Literal["images", "template", "demographics", "message", "search", "audit"]

ROLES: tuple[Role, ...] = get_args(Role)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
DATA: tuple[Data, ...] = get_args(Data)


class RetentionRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One row; an empty list stands for every value. The first row that fits is taken.

    `keep_days` counts from the moment of the answer; None keeps until the record is expunged.
    """

    roles: tuple[Role, ...] = ()
    purposes: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    data: tuple[Data, ...] = ()
    words: str
    keep_days: Annotated[int, msgspec.Meta(ge=0)] | None = None

    def fits(self, role: str, purpose: str, outcome: str, data: str) -> bool:
        """Say whether this row is about that data."""
        return (
            (not self.roles or role in self.roles)
            and (not self.purposes or purpose in self.purposes)
            and (not self.outcomes or outcome in self.outcomes)
            and (not self.data or data in self.data)
        )


class RetentionResult(msgspec.Struct, frozen=True, kw_only=True):
    """How long to keep, under which version, and why; `keep_days` None means until expunged."""

    keep_days: int | None
    policy_version: str
    reason: str

    def expires(self, answered: dt.datetime) -> dt.datetime | None:
        """Return the moment from which the data must be gone; None: when it is expunged."""
        return None if self.keep_days is None else answered + dt.timedelta(days=self.keep_days)


class RetentionPolicy(Header, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One version of the table."""

    rules: tuple[RetentionRule, ...]

    def keep(self, *, role: Role, purpose: str, outcome: Outcome, data: Data) -> RetentionResult:
        """Return how long to keep one kind of data.

        Raises:
            ConfigurationError: no row fits; nothing may be kept without a rule.
        """
        for rule in self.rules:
            if rule.fits(role, purpose, outcome, data):
                return RetentionResult(keep_days=rule.keep_days, policy_version=self.version, reason=rule.words)
        raise ConfigurationError(
            f"the retention policy {self.version} has no row for {role}, {purpose}, {outcome}, {data}",
            remedy="Add a row; what no rule covers may not be kept.",
        )
