"""A report as a file to keep."""

from __future__ import annotations

from enum import StrEnum

from starlette.responses import Response

from tenprint.statistics.export import to_csv, to_html, to_parquet, to_pdf
from tenprint.statistics.report import Report


class Form(StrEnum):
    """Forms of the file."""

    CSV = "csv"
    HTML = "html"
    PDF = "pdf"
    PARQUET = "parquet"


MEDIA = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.HTML: "text/html; charset=utf-8",
    Form.PDF: "application/pdf",
    Form.PARQUET: "application/vnd.apache.parquet",
}


def download(report: Report, form: Form) -> Response:
    """Return a report as an attachment.

    Raises:
        UsageError: Parquet without the extra that writes it.
    """
    match form:
        case Form.CSV:
            data = to_csv(report).encode()
        case Form.HTML:
            data = to_html(report).encode()
        case Form.PDF:
            data = to_pdf(report)
        case Form.PARQUET:
            data = to_parquet(report)
    name = f"tenprint-{'public-' if report.public else ''}{report.scope.place}-{report.made_at:%Y%m%d}.{form}"
    return Response(data, media_type=MEDIA[form], headers={"Content-Disposition": f'attachment; filename="{name}"'})
