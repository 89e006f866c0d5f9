"""A report as CSV: one number a line, with what is needed to count again."""

from __future__ import annotations

import csv
import io

import msgspec

from tenprint.statistics.report import Report, Row

FIELDS = (*Row.__struct_fields__, "first_month", "last_month", "made_at")
# What a spreadsheet would take for a formula is given as text.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(report: Report) -> str:
    """Return the report as CSV (RFC 4180); a number that is not shown is empty, and `suppressed` says why."""
    out = io.StringIO()
    writer = csv.DictWriter(out, FIELDS, lineterminator="\r\n")
    writer.writeheader()
    for entry in records(report):
        writer.writerow({name: _safe(value) for name, value in entry.items()})
    return out.getvalue()


def records(report: Report) -> list[dict[str, object]]:
    """Return the rows with the months and moment of the report."""
    base = {
        "first_month": report.scope.first or "",
        "last_month": report.scope.last or "",
        "made_at": report.made_at.isoformat(),
    }
    return [{**msgspec.structs.asdict(row), **base} for row in report.rows]


def _safe(value: object) -> object:
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return "" if value is None else value
