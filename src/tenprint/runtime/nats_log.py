"""Reads the NATS server's log for what it refused: TLS ends a connection with a wrong certificate, and nobody is told.

Its system account tells of connections and of failed log-ons, but not of handshakes that failed. Lines that are alarms:

    [ERR] 203.0.113.5:40022 - cid:6 - TLS handshake error: tls: failed to verify certificate: x509: ... (CN=booking ...)
    [ERR] 203.0.113.5:40024 - cid:7 - TLS handshake error: tls: client didn't provide a certificate
    [ERR] 203.0.113.5:40026 - cid:8 - ... - "$G/user:CN=state" - Subscription Violation - Subject "tenprint.criminal"

An end of the line or a reset while shaking hands is none: a probe of the port does the same.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

import msgspec

from tenprint.agency.connections import Refusal

MOST_BYTES = 1024 * 1024  # that are read in one look
_ERROR = re.compile(rb"^\[\d+\] \S+ \S+ \[ERR\] (?P<words>.*)$")
_REFUSED = re.compile(rb"tls: |x509: |Violation|[Aa]uthentication [Ee]rror|[Aa]uthorization")


class Place(msgspec.Struct, frozen=True):
    """How far a file was read."""

    inode: int
    offset: int


class NatsLog:
    """Follows the log over rotation, and over a restart from where it stood.

    Args:
        path: of the log; it may come later than its reader.
        place: file in which it is written how far the log was read.
        tell: takes what was refused, and returns when it is durable.
    """

    def __init__(self, path: Path, place: Path, tell: Callable[[Sequence[Refusal]], None]) -> None:
        self._path, self._place, self._tell = path, place, tell
        self._file: IO[bytes] | None = None

    def step(self) -> bool:
        """Read what was written since the last look; True where there was anything."""
        try:
            present = self._path.stat()
        except FileNotFoundError:
            return False
        if self._file is None:
            self._file = self._open()
        busy = self._read(self._file)
        if os.fstat(self._file.fileno()).st_ino != present.st_ino and not busy:  # rotated, and read to its end
            self._file.close()
            self._file = self._path.open("rb")
            return self._read(self._file) or True
        return busy

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self) -> IO[bytes]:
        file = self._path.open("rb")
        stat = os.fstat(file.fileno())
        if self._place.exists():
            known = msgspec.json.decode(self._place.read_bytes(), type=Place)
            if known.inode == stat.st_ino and known.offset <= stat.st_size:
                file.seek(known.offset)
        return file

    def _read(self, file: IO[bytes]) -> bool:
        if os.fstat(file.fileno()).st_size < file.tell():  # emptied in place
            file.seek(0)
        begun = file.tell()
        text = file.read(MOST_BYTES)
        whole = text.rfind(b"\n") + 1
        if not whole and len(text) < MOST_BYTES:  # a line that is not whole yet
            file.seek(begun)
            return False
        whole = whole or len(text)
        self._tell(refusals(text[:whole]))
        file.seek(begun + whole)
        temporary = self._place.with_suffix(".new")
        temporary.write_bytes(msgspec.json.encode(Place(os.fstat(file.fileno()).st_ino, begun + whole)))
        temporary.replace(self._place)
        return True


def refusals(text: bytes) -> list[Refusal]:
    """Return what a part of the log says was refused."""
    found = []
    for line in text.splitlines():
        error = _ERROR.match(line)
        if error and _REFUSED.search(error["words"]):
            found.append(Refusal(f"NATS: {error['words'].decode(errors='replace')[:400]}", line))
    return found
