"""Anchors: the signed checkpoints, kept in a file outside of the database, so that a shortened log shows.

Whoever can write the database can cut the log's tail and its head alike. The anchors lie beside the key, one line
each; the operator copies the file to where the agency's own staff cannot write. An export that does not reach the last
anchor, or does not pass through each of them, is not the whole log.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tenprint.accountability.checkpoint import Checkpoint, message
from tenprint.accountability.signing import is_valid
from tenprint.errors import CorruptionError, Where

LINE = re.compile(r"anchor (0|[1-9][0-9]*) ([0-9a-f]{64}) (\S+) ([0-9a-f]{128})")


class Anchor(NamedTuple):
    """The log had so many entries and ended in this hash."""

    sequence: int
    hash: str


def keep(path: Path, marks: Iterable[Checkpoint]) -> int:
    """Append the checkpoints that the file has not yet; durable when this returns. Returns how many there were."""
    lines = path.read_text().splitlines() if path.exists() else []
    known = {int(line.split(" ")[1]) for line in lines if LINE.fullmatch(line)}
    new = [mark for mark in marks if mark.sequence not in known]
    if not new:
        return 0
    with path.open("a") as handle:
        for mark in new:
            handle.write(f"anchor {mark.sequence} {mark.hash} {mark.at} {mark.signature}\n")
        handle.flush()
        os.fsync(handle.fileno())
    return len(new)


def read(data: bytes, key: Ed25519PublicKey, agency: str) -> list[Anchor]:
    """Return the anchors of a file, each with a signature that fits.

    Raises:
        CorruptionError: a line is no anchor, or not signed by this key for this agency.
    """
    found = []
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        match = LINE.fullmatch(line)
        if match is None or not is_valid(key, message(agency, int(match[1]), match[2], match[3]), match[4]):
            raise CorruptionError("no anchor of this log", where=Where(source="anchors", record=str(number)))
        found.append(Anchor(int(match[1]), match[2]))
    return found


def check(anchors: Iterable[Anchor], hashes: list[str]) -> None:
    """Hold anchors against the hashes after each entry of a log; the first is the hash of the empty one.

    Raises:
        CorruptionError: the log ends before an anchor, or passes through another hash there.
    """
    for entry in anchors:
        if entry.sequence >= len(hashes):
            raise CorruptionError(
                f"the log ends at {len(hashes) - 1}, and was anchored at {entry.sequence}: its tail was dropped",
                where=Where(source="audit", record=str(entry.sequence)),
                remedy="Look for the missing entries in a backup, and find out who could write here.",
            )
        if hashes[entry.sequence] != entry.hash:
            raise CorruptionError(
                "the log is another one than was anchored", where=Where(source="audit", record=str(entry.sequence))
            )
