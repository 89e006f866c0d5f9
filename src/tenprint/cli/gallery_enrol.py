"""`tenprint gallery enrol`: add subjects from template files, transactions, images or another gallery."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from tenprint.cli.gallery_options import AsJson, GalleryPath, progress, show
from tenprint.cli.gallery_sources import count_subjects, subjects_of
from tenprint.search import Gallery
from tenprint.search.enrolment import BATCH
from tenprint.search.enrolment import enrol as enrol_subjects


def enrol(
    path: GalleryPath,
    sources: Annotated[
        list[Path],
        typer.Argument(
            help="Template file, transaction, gallery, or folder of transactions or of images <subject>_<position>.png."
        ),
    ],
    batch: Annotated[int, typer.Option(min=1, help="Subjects that become durable together.")] = BATCH,
    as_json: AsJson = False,
) -> None:
    """Add subjects. Those already there are passed over, so the same command goes on after a stop."""
    begun = time.perf_counter()
    added = known = 0
    with Gallery.open(path) as gallery:
        for source in sources:
            with progress(f"Enrolling {source.name}", count_subjects(source)) as advance:
                done = enrol_subjects(gallery, subjects_of(source), batch=batch, progress=advance)
            added, known = added + done.added, known + done.known
        total = len(gallery)
    seconds = time.perf_counter() - begun
    text = f"{added:,} subjects added, {known:,} were there already; {total:,} in all ({seconds:.1f} s)"
    show({"added": added, "known": known, "subjects": total, "seconds": seconds}, text, as_json)
