"""Removing a whole gallery: every file is overwritten first, and the manifest goes last."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from tenprint.errors import UnavailableError
from tenprint.search.gallery.manifest import NAME, sync_folder
from tenprint.search.gallery.segment import overwrite

LOCK = "LOCK"


def remove_gallery(folder: Path) -> None:
    """Overwrite and remove a gallery. After a crash on the way call it again: until the end there is a manifest.

    Raises:
        UnavailableError: it is open, here or in another process.
    """
    lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        files = [path for path in folder.iterdir() if path.is_file() and path.name not in (NAME, LOCK)]
        for path in [*files, folder / NAME]:
            if path.exists():
                overwrite(path)
                path.unlink()
        sync_folder(folder)
        (folder / LOCK).unlink()
        folder.rmdir()
    except BlockingIOError:
        raise UnavailableError("this gallery is open already", where=str(folder)) from None
    finally:
        os.close(lock)
