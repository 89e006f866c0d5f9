"""Files that only their owner may read: whole or not there, also after a power cut."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path


def write_secret(path: Path, data: bytes) -> None:
    """Write a file of mode 0600 beside its place, flush it to the disk, and move it there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    os.replace(temporary, path)


def read_or_make_secret(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return what a file holds; where there is none, make its content and write it first."""
    if not path.exists():
        write_secret(path, make())
    return path.read_bytes()
