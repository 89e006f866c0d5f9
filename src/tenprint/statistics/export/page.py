"""A report as one HTML file that needs nothing else: tables, what is included, and by what it can be counted again."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from tenprint.statistics.rates import RATES
from tenprint.statistics.report import TOTAL, Report, Row
from tenprint.statistics.words import category, number

STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600;padding:.25rem 0}
th,td{border-bottom:1px solid #8886;padding:.25rem .5rem;text-align:left;vertical-align:top}
td.n,th.n{text-align:right;white-space:nowrap}
code{font-size:.8rem;overflow-wrap:anywhere}
@media print{body{margin:0;max-width:none;font-size:11px}table{break-inside:avoid}}
"""
_RATES = {rate.name: rate for rate in RATES}


def to_html(report: Report) -> str:
    """Return the report as a page."""
    names = list(dict.fromkeys(row.figure for row in report.rows))
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(_title(report))}</title><style>{STYLE}</style></head><body><main>",
        f"<h1>{escape(_title(report))}</h1>",
        f"<p>Made {report.made_at:%d %B %Y, %H:%M} UTC, {escape(report.scope.period)}. {_public_words(report)}</p>",
        f"<p>Policies: {escape(', '.join(f'{kind} {version}' for kind, version in report.versions.items()))}.</p>",
        _rates(report),
    ]
    parts += [_figure(report, name) for name in names if name not in _RATES]
    return "\n".join([*parts, "</main></body></html>"]) + "\n"


def _title(report: Report) -> str:
    return f"{'Public report' if report.public else 'Report'}: {report.place_name}"


def _public_words(report: Report) -> str:
    if not report.public:
        return "Internal: small counts are shown; do not pass it on."
    return (
        "Small counts are not shown, nor what would give them away. A person without a conviction is in no level. "
        "That a person matched says nothing about status, and neither does no match."
    )


def _rates(report: Report) -> str:
    rows = [row for row in report.rows if row.figure in _RATES]
    lines = [
        [
            escape(row.title),
            escape(_RATES[row.figure].words),
            "nothing to divide by" if row.value is None and not row.suppressed else number(row.value, rate=True),
            number(row.numerator),
            number(row.denominator),
        ]
        for row in rows
    ]
    return _table("Rates", ("Rate", "What it says", "Rate", "Count", "Of"), lines, numbers=3)


def _figure(report: Report, name: str) -> str:
    rows = [row for row in report.rows if row.figure == name]
    whole = [row for row in rows if row.place == report.scope.place]
    head = next(row for row in whole if row.month == row.category == TOTAL)
    text = f"<h2>{escape(head.title)}: {number(head.value)}</h2>"
    months = [row for row in whole if row.month and row.category == TOTAL]
    kinds = [row for row in whole if row.category and row.month == TOTAL]
    places = [row for row in rows if row.place != report.scope.place and row.category == TOTAL]
    if kinds:
        text += _counts("By kind", "Kind", [(category(row.category), row) for row in kinds])
    if months:
        text += _counts("By month", "Month", [(row.month, row) for row in months])
    if places:
        text += _counts(
            "By place", "Place", [(row.place_name, row) for row in sorted(places, key=lambda r: r.place_name)]
        )
    lineage = f"Counted from {escape(head.source)}."
    lineage += f" Digest of its rows: <code>{head.digest}</code>." if head.digest else ""
    return f"{text}<p>{lineage}</p>"


def _counts(caption: str, what: str, rows: Sequence[tuple[str, Row]]) -> str:
    return _table(caption, (what, "Count"), [[escape(name), number(row.value)] for name, row in rows], numbers=1)


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: int) -> str:
    last = len(heads) - numbers
    mark = [' class="n"' if place >= last else "" for place in range(len(heads))]
    head = "".join(f'<th scope="col"{mark[i]}>{escape(text)}</th>' for i, text in enumerate(heads))
    body = "".join(
        "<tr>" + "".join(f"<td{mark[i]}>{text}</td>" for i, text in enumerate(line)) + "</tr>" for line in rows
    )
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
