"""The drop folder: for agencies that only know files. A file put into `in/` is submitted; answers appear in `out/`.

    in/        put EBTS files here (write elsewhere, then move in: a move is one step)
    sent/      files that were accepted for sending
    refused/   files that were not, each with a text that says why
    out/       answers, one file each, named TCN.TOT.ebts

Each step can be repeated after a crash: a file is moved after it is accepted, and accepting it again changes nothing.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from sqlalchemy import select

from tenprint.agency.base import Agency
from tenprint.agency.booking.submit import submit
from tenprint.agency.booking.tables import booking_answer
from tenprint.agency.correlation import tcn_of
from tenprint.errors import TenprintError

FOLDERS = ("in", "sent", "refused", "out")
LARGEST_BYTES = 64 * 1024 * 1024


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
        for path in found:
            self._take(path)
        return self._put_out() or bool(found)

    def _take(self, path: Path) -> None:
        try:
            if path.stat().st_size > LARGEST_BYTES:
                raise TenprintError("the file is too large", remedy=f"At most {LARGEST_BYTES} bytes.")
            submit(self._agency, path.read_bytes(), user=self._user)
        except TenprintError as error:
            _write(self.root / "refused" / f"{path.name}.txt", f"{error}\n".encode())
            os.replace(path, self.root / "refused" / path.name)
        else:
            os.replace(path, self.root / "sent" / path.name)

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
