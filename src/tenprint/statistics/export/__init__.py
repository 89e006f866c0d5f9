"""A report as a file: CSV and Parquet for programs, HTML and PDF for people; the same rows in each."""

from tenprint.statistics.export.delimited import to_csv
from tenprint.statistics.export.page import to_html
from tenprint.statistics.export.parquet import to_parquet
from tenprint.statistics.export.printed import to_pdf

__all__ = ["to_csv", "to_html", "to_parquet", "to_pdf"]
