"""Records to a file on disk, whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tenprint.errors import InputError

if TYPE_CHECKING:
    from tenprint.transaction.transaction import Transaction


def write(transaction: Transaction, path: Path) -> None:
    """Write a transaction. The file appears under its name only when it is complete and on disk.

    Raises:
        InputError: the file cannot be written.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "wb") as file:
                for record in transaction:
                    for chunk in record.chunks():
                        file.write(chunk)
                file.write(transaction.trailer)
                file.flush()
                os.fsync(file.fileno())
                os.fchmod(file.fileno(), _mode(path))
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}", where=str(path)) from error


def _mode(path: Path) -> int:
    """Keep the rights of a file that is replaced; a new one gets what the process gives to new files."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
