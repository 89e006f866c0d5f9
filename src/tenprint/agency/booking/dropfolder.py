"""The drop folder: for agencies that only know files. A file put into `in/` is submitted; answers appear in `out/`.

    in/        put EBTS files here; one that is still being written is left until it is whole
    sent/      files that were accepted for sending
    refused/   files that were not, each with a text that says why
    out/       answers, one file each, named TCN.TOT.ebts

Each step can be repeated after a crash: a file is moved after it is accepted, and accepting it again changes nothing.
Who can should write elsewhere and then move in, which is one step. Who cannot (a scanner, an FTP client) writes in
place: what cannot be read and was changed a moment ago is looked at again before it is refused.
"""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

from sqlalchemy import select

from tenprint.agency.base import Agency
from tenprint.agency.booking.submit import submit
from tenprint.agency.booking.tables import booking_answer
from tenprint.agency.correlation import tcn_of
from tenprint.errors import TenprintError, TransactionError

FOLDERS = ("in", "sent", "refused", "out")
LARGEST_BYTES = 64 * 1024 * 1024
SETTLED_SECONDS = 3.0  # without a change, after which a file is taken as it is; longer than a writer's pauses


class DropFolder:
    """One folder of one booking agency."""

    def __init__(self, root: Path, agency: Agency, *, user: str = "dropfolder") -> None:
        self.root, self._agency, self._user = root, agency, user
        for name in FOLDERS:
            (root / name).mkdir(parents=True, exist_ok=True)
        self._written = 0

    def step(self) -> bool:
        """Take in what lies there and put out what was answered; True when there was anything."""
        found = [path for path in sorted((self.root / "in").iterdir()) if path.is_file()]
        taken = [self._take(path) for path in found]
        return self._put_out() or any(taken)

    def _take(self, path: Path) -> bool:
        """Submit or refuse a file; False where it may still be being written."""
        try:
            if path.stat().st_size > LARGEST_BYTES:
                raise TenprintError("the file is too large", remedy=f"At most {LARGEST_BYTES} bytes.")
            submit(self._agency, path.read_bytes(), user=self._user)
        except TenprintError as error:
            if isinstance(error, TransactionError) and 0 <= time.time() - path.stat().st_mtime < SETTLED_SECONDS:
                return False
            _write(self.root / "refused" / f"{path.name}.txt", f"{error}\n".encode())
            os.replace(path, self.root / "refused" / path.name)
        else:
            os.replace(path, self.root / "sent" / path.name)
        return True

    def _put_out(self) -> bool:
        with self._agency.database.read() as connection:
            rows = connection.execute(
                select(booking_answer)
                .where(booking_answer.c.sequence > self._written, booking_answer.c.kind != "second")
                .order_by(booking_answer.c.sequence)
            ).all()
            for row in rows:
                data = self._agency.vault.open(connection, row.correlation, row.data, context="answer")
                name = re.sub(r"[^A-Za-z0-9._-]", "_", tcn_of(row.correlation))
                target = self.root / "out" / f"{name}.{row.kind}.ebts"
                if data is not None and not target.exists():
                    _write(target, data)
                self._written = row.sequence
        return bool(rows)


def _write(path: Path, data: bytes) -> None:
    """Write a whole file or none."""
    temporary = path.with_name(f".{path.name}.new")
    with open(temporary, "wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    os.replace(temporary, path)
