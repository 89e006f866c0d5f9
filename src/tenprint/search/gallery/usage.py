"""What a gallery takes on disk and in memory."""

from __future__ import annotations

from pathlib import Path

from tenprint.search.gallery.gallery import Gallery


def bytes_on_disk(folder: Path) -> int:
    """Return the bytes that the files of a gallery occupy; parts of columns not yet written occupy none."""
    return sum(path.stat().st_blocks * 512 for path in folder.iterdir() if path.is_file())


def filter_bytes(gallery: Gallery) -> int:
    """Return the bytes that stage 0 reads in each search: codes and heads of all rows."""
    return sum(
        segment.columns.codes[: segment.rows].nbytes + segment.columns.heads[: segment.rows].nbytes
        for segment in gallery.segments
    )
