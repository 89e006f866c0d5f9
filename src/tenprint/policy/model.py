"""What every policy file has in common, and the one type that a level may be computed from."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated

import msgspec

NCICCode = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}$", description="NCIC offence code, four digits")]


class Severity(StrEnum):
    """How grave the law holds an offence to be; the court's record says it, never the arrest."""

    AGGRAVATED_FELONY = "aggravated_felony"
    FELONY = "felony"
    MISDEMEANOUR = "misdemeanour"


class Conviction(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One conviction, and all that a level may be computed from.

    The type is the rule: there is no place here for a charge without conviction, nor for nationality, race, sex, name
    or birthplace. A file that carries such a field is refused, not read over.

    Attributes:
        offence: NCIC code, or None where the record does not say (explicitly unknown, never a generic code).
        severity: the class of the offence under the convicting law.
        date: day of the conviction.
        sentence_days: custody to be served, in days; 0 where none was imposed or all of it was suspended.
    """

    offence: NCICCode | None
    severity: Severity
    date: dt.date
    sentence_days: Annotated[int, msgspec.Meta(ge=0)] = 0

    def words(self) -> str:
        """Return the conviction in words, for reasons and reports."""
        offence = f"offence {self.offence}" if self.offence else "offence unknown"
        sentence = f", {self.sentence_days} days to serve" if self.sentence_days else ""
        return f"{self.severity.replace('_', ' ')}, {offence}, {self.date.isoformat()}{sentence}"


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where a rule or figure comes from, and whether its text was at hand when the file was written."""

    title: str
    date: dt.date | None = None
    checked: str = "from memory; compare with the text before relying on it"


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The head of every policy file.

    Attributes:
        kind: which policy this is: levels, offences, activation, bands, retention, priorities, purposes.
        version: its name; results carry it.
        title: one line in words.
        effective_from: the first day (UTC) on which it applies.
        effective_to: the first day on which it no longer applies; None while it stands.
        sources: the documents that it follows.
        notes: deviations from the sources, and why.
        digest: SHA-256 of the file, in hexadecimal; set by the loader, never by the file.
    """

    kind: str
    version: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-[0-9]{2}[a-z0-9.-]*$")]
    title: str
    effective_from: dt.date
    effective_to: dt.date | None = None
    sources: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()
    digest: str = ""
