"""`tenprint gallery verify`: every checksum, every erased byte, every index entry."""

from __future__ import annotations

import typer

from tenprint.cli.gallery_options import AsJson, GalleryPath, progress, show
from tenprint.search import Gallery
from tenprint.search.gallery import verify as verify_gallery


def verify(path: GalleryPath, as_json: AsJson = False) -> None:
    """Read everything and compare; ends with code 1 when anything is wrong."""
    with Gallery.open(path) as gallery, progress("Verifying", sum(s.rows for s in gallery.segments)) as advance:
        report = verify_gallery(gallery, advance)
    result = {
        "clean": not report.problems,
        "subjects": report.subjects,
        "erased": report.erased,
        "fingers": report.fingers,
        "problems": list(report.problems),
    }
    summary = f"{report.subjects:,} subjects, {report.fingers:,} fingers, {report.erased:,} erased rows"
    text = "\n".join([f"Clean: {summary}"] if not report.problems else [f"Not clean: {summary}", *report.problems])
    show(result, text, as_json)
    if report.problems:
        raise typer.Exit(1)
