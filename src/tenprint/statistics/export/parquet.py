"""A report as Parquet, for programs that read columns. Needs the extra `parquet` (pyarrow)."""

from __future__ import annotations

import io

from tenprint.errors import UsageError
from tenprint.statistics.export.delimited import records
from tenprint.statistics.report import Report

TEXT = ("figure", "title", "place", "place_name", "month", "category", "digest", "source", "policies")
LATER = ("first_month", "last_month", "made_at")


def to_parquet(report: Report) -> bytes:
    """Return the report as one Parquet file.

    Raises:
        UsageError: the extra is not installed.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise UsageError(
            "Parquet needs the extra `parquet`, which is not installed", remedy="pip install 'tenprint[parquet]'"
        ) from None
    text, number = pyarrow.string(), pyarrow.int64()
    schema = pyarrow.schema(
        [(name, text) for name in TEXT]
        + [
            ("value", pyarrow.float64()),
            ("numerator", number),
            ("denominator", number),
            ("suppressed", pyarrow.bool_()),
        ]
        + [(name, text) for name in LATER]
    )
    out = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(records(report), schema=schema), out)
    return out.getvalue()
