"""`tenprint gallery create`: an empty gallery."""

from __future__ import annotations

from tenprint.cli.gallery_options import AsJson, GalleryPath, show
from tenprint.search import Gallery


def create(path: GalleryPath, as_json: AsJson = False) -> None:
    """Make an empty gallery in a new or empty folder."""
    with Gallery.create(path) as gallery:
        result = {"gallery": gallery.identifier, "path": str(path), "encoder": gallery.encoder.name}
        show(result, f"Empty gallery {gallery.identifier} in {path}", as_json)
