"""Removing all shards that lie on this host: every gallery is overwritten, and the layout goes last."""

from __future__ import annotations

from pathlib import Path

from tenprint.errors import ConfigurationError
from tenprint.search.gallery import remove_gallery
from tenprint.search.gallery.manifest import sync_folder
from tenprint.search.gallery.segment import overwrite
from tenprint.search.shards.layout import LOCK, NAME, LayoutFile
from tenprint.search.shards.promises import FOLDER


def remove_shards(folder: Path) -> None:
    """Overwrite and remove a sharded gallery. After a crash on the way call it again.

    Raises:
        UnavailableError: it is open, here or in another process.
        ConfigurationError: copies lie on other hosts.
    """
    layout = LayoutFile(folder)
    try:
        hosts = sorted({entry.host for row in layout.layout.shards for entry in row if entry.host})
        if hosts:
            raise ConfigurationError(
                f"copies lie on {', '.join(hosts)}", where=str(folder), remedy="Overwrite and remove the folder there."
            )
        for gallery in sorted(folder.glob("shard-*/copy-*")):
            if any(gallery.iterdir()):
                remove_gallery(gallery)
            else:
                gallery.rmdir()
        for shard in folder.glob("shard-*"):
            shard.rmdir()
        promises = folder / FOLDER
        for path in [*(promises.iterdir() if promises.exists() else ()), folder / NAME]:
            if path.exists():
                overwrite(path)
                path.unlink()
        if promises.exists():
            promises.rmdir()
        sync_folder(folder)
        (folder / LOCK).unlink()
        folder.rmdir()
    finally:
        layout.close()
