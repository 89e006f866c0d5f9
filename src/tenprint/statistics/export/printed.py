"""A report as PDF, drawn with matplotlib, which is there on every machine; no browser is needed."""

from __future__ import annotations

import io

from tenprint.statistics.rates import RATES
from tenprint.statistics.report import TOTAL, Report, Row
from tenprint.statistics.words import category, number

A4 = (8.27, 11.69)  # inches
LINES = 58  # on one page
_RATES = {rate.name for rate in RATES}
Line = tuple[str, str, bool]  # text, number, whether it is a heading


def to_pdf(report: Report) -> bytes:
    """Return the report as a PDF of one column."""
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    lines = _lines(report)
    out = io.BytesIO()
    pages = [lines[start : start + LINES] for start in range(0, len(lines), LINES)]
    with PdfPages(out, metadata={"Title": f"Report: {report.place_name}", "CreationDate": report.made_at}) as pdf:
        for count, page in enumerate(pages, 1):
            figure = Figure(figsize=A4)
            for place, (text, value, heading) in enumerate(page):
                y = 0.95 - 0.0155 * place
                weight, size = ("bold", 10) if heading else ("normal", 8.5)
                figure.text(0.08 if heading else 0.1, y, text, size=size, weight=weight, parse_math=False)
                figure.text(0.92, y, value, size=size, weight=weight, ha="right", parse_math=False)
            figure.text(0.92, 0.03, f"{count} of {len(pages)}", size=8, ha="right")
            pdf.savefig(figure)
    return out.getvalue()


def _lines(report: Report) -> list[Line]:
    public = "small counts are not shown, nor what would give them away" if report.public else "internal"
    lines: list[Line] = [
        (f"tenprint report: {report.place_name}", "", True),
        (f"{report.made_at:%d %B %Y, %H:%M} UTC, {report.scope.period}; {public}", "", False),
        ("Policies: " + ", ".join(f"{kind} {version}" for kind, version in report.versions.items()), "", False),
        ("", "", False),
        ("Rates", "", True),
    ]
    for row in report.rows:
        if row.figure in _RATES:
            of = f" ({number(row.numerator)} of {number(row.denominator)})"
            value = number(row.value, rate=True) if row.value is not None or row.suppressed else "nothing to divide by"
            lines.append((row.title + of, value, False))
    name = ""
    for row in report.rows:
        if row.figure in _RATES:
            continue
        if row.figure != name:
            name = row.figure
            lines += [("", "", False), (row.title, number(row.value), True)]
            continue
        if not (row.month and row.category) and (row.place == report.scope.place or not row.category):
            lines.append((_label(report, row), number(row.value), False))
    return lines


def _label(report: Report, row: Row) -> str:
    if row.place != report.scope.place:
        return row.place_name
    return row.month or category(row.category if row.category != TOTAL else "")
