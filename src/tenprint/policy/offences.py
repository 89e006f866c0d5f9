"""The offence table: NCIC codes by series, with the usual severity and where each entry comes from."""

from __future__ import annotations

from typing import Annotated

import msgspec

from tenprint.errors import ValueFormatError, Where
from tenprint.policy.model import Header, NCICCode, Severity


class OffenceSeries(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A series of the NCIC table, its first two digits.

    `severity` is what the series is taken for where the court's record does not say; it is a stand-in for data entry
    and simulation, never evidence: what an offence is under 8 USC 1101(a)(43) is for a person to determine.
    """

    series: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{2}$")]
    name: str
    severity: Severity
    source: str


class Offence(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A single code, where it is told apart from its series."""

    code: NCICCode
    literal: str
    severity: Severity
    source: str


class QueryOffence(msgspec.Struct, frozen=True, kw_only=True):
    """The offence of a query, under which version of the table; None is "unknown", said explicitly."""

    offence: str | None
    policy_version: str


class OffenceTable(Header, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One version of the table.

    `refused_in_queries` are the generic codes that once stood for "unknown": a query says unknown explicitly (None).
    """

    series: tuple[OffenceSeries, ...]
    offences: tuple[Offence, ...]
    refused_in_queries: tuple[NCICCode, ...]

    def find(self, code: str) -> Offence:
        """Return the entry of a code: its own, or one made from its series.

        Raises:
            ValueFormatError: the code is not four digits, or its series is not in the table.
        """
        for entry in self.offences:
            if entry.code == code:
                return entry
        if len(code) == 4 and code.isdigit():
            for series in self.series:
                if series.series == code[:2]:
                    return Offence(code=code, literal=series.name, severity=series.severity, source=series.source)
        raise ValueFormatError(
            f"{code!r} is no NCIC offence code of the table {self.version}",
            where=Where(field="offence code"),
            remedy="Give four digits of a known series, or say explicitly that the offence is unknown.",
        )

    def for_query(self, code: str | None) -> QueryOffence:
        """Return the offence that an immigration query may carry; None says explicitly that it is unknown.

        Raises:
            ValueFormatError: unknown code, or a generic code that would hide that the offence is unknown.
        """
        if code in self.refused_in_queries:
            raise ValueFormatError(
                f"the generic code {code} is refused in queries",
                where=Where(field="offence code"),
                remedy="Give the code of the offence, or say explicitly that it is unknown.",
            )
        known = None if code is None else self.find(code).code
        return QueryOffence(offence=known, policy_version=self.version)
