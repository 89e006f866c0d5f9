"""`tenprint gallery compact`: give back the space of erased rows."""

from __future__ import annotations

from typing import Annotated

import typer

from tenprint.cli.gallery_options import AsJson, GalleryPath, show
from tenprint.search import Gallery
from tenprint.search.gallery import compact as compact_gallery
from tenprint.search.gallery.usage import bytes_on_disk
from tenprint.search.parameters import COMPACT_BELOW


def compact(
    path: GalleryPath,
    below: Annotated[
        float, typer.Option(min=0, max=1, help="Rewrite segments with a smaller share of living rows.")
    ] = COMPACT_BELOW,
    as_json: AsJson = False,
) -> None:
    """Move the living rows of thinned segments together; the old files are overwritten before they are removed."""
    with Gallery.open(path) as gallery:
        before = bytes_on_disk(path)
        replaced = compact_gallery(gallery, below=below)
        after = bytes_on_disk(path)
    text = f"{replaced} segments rewritten, {before / 1e6:,.1f} MB before, {after / 1e6:,.1f} MB after"
    show({"segments_rewritten": replaced, "bytes_before": before, "bytes_after": after}, text, as_json)
