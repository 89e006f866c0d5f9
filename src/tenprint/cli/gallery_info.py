"""`tenprint gallery info`: what a gallery holds and takes, without opening it."""

from __future__ import annotations

from tenprint.cli.gallery_options import AsJson, GalleryPath, show
from tenprint.search.gallery.manifest import read
from tenprint.search.gallery.usage import bytes_on_disk


def info(path: GalleryPath, as_json: AsJson = False) -> None:
    """Show size and segments as of the last checkpoint; works while another process has the gallery open."""
    manifest = read(path)
    rows = sum(segment.rows for segment in manifest.segments)
    size = bytes_on_disk(path)
    result = {
        "gallery": manifest.gallery,
        "encoder": manifest.encoder,
        "generation": manifest.generation,
        "segments": len(manifest.segments),
        "rows": rows,
        "bytes": size,
        "bytes_per_row": size / rows if rows else None,
    }
    share = f", {size / rows:,.0f} bytes a row" if rows else ""
    text = (
        f"Gallery {manifest.gallery}: {rows:,} rows (erased ones included) in {len(manifest.segments)} segments, "
        f"{size / 1e6:,.1f} MB{share}, codes {manifest.encoder}"
    )
    show(result, text, as_json)
