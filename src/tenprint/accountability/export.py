"""The audit log as a file that proves itself: entries, checkpoints between them, and a signed end.

    tenprint-audit 1 AGENCY KEY
    1 HASH {"action": ...}
    ...
    checkpoint SEQUENCE HASH TIME SIGNATURE
    ...
    end SEQUENCE HASH SHA256-OF-ALL-BYTES-BEFORE TIME SIGNATURE

The end is signed over the digest of every byte before it, so that no byte can be changed and no tail dropped: a file
cut anywhere, also right after a checkpoint, has no end.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, select

from tenprint.accountability import anchor, checkpoint
from tenprint.accountability.audit import GENESIS, audit, chain
from tenprint.accountability.signing import AuditKey, identifier, is_valid
from tenprint.errors import CorruptionError, TrustError, Where

HEADER = re.compile(r"tenprint-audit 1 (\S+) ([0-9a-f]{16})")
ENTRY = re.compile(r"([1-9][0-9]*) ([0-9a-f]{64}) (\{.*\})")
CHECKPOINT = re.compile(r"checkpoint (0|[1-9][0-9]*) ([0-9a-f]{64}) (\S+) ([0-9a-f]{128})")
END = re.compile(r"end (0|[1-9][0-9]*) ([0-9a-f]{64}) ([0-9a-f]{64}) (\S+) ([0-9a-f]{128})\n")


class Report(NamedTuple):
    """What a sound file holds."""

    agency: str
    entries: int
    checkpoints: int
    hash: str
    at: str


def export(connection: Connection, agency: str, key: AuditKey, now: datetime) -> bytes:
    """Return the whole log as a file, with a fresh checkpoint in it.

    It is written as it is in the database: what was altered there shows when the file is verified.
    """
    checkpoint.make(connection, agency, key, now)
    marks = {entry.sequence: entry for entry in checkpoint.checkpoints(connection)}
    lines = [f"tenprint-audit 1 {agency} {key.identifier}"]
    last, value = 0, GENESIS
    lines += [_checkpoint_line(marks.pop(0))] if 0 in marks else []
    for row in connection.execute(select(audit).order_by(audit.c.sequence)):
        last, value = row.sequence, row.hash
        lines.append(f"{last} {value} {row.entry}")
        lines += [_checkpoint_line(marks.pop(last))] if last in marks else []
    lines += [_checkpoint_line(entry) for entry in marks.values()]  # of entries that are no longer there: it shows
    body = ("\n".join(lines) + "\n").encode()
    digest, at = hashlib.sha256(body).hexdigest(), now.isoformat()
    signature = key.sign(_end_message(agency, last, value, digest, at))
    return body + f"end {last} {value} {digest} {at} {signature}\n".encode()


def verify(data: bytes, key: Ed25519PublicKey, *, earlier: bytes | None = None, anchors: bytes | None = None) -> Report:
    """Check a file with nothing but the public key.

    Args:
        data: the file.
        key: of the agency's audit key.
        earlier: an export of the same log that somebody kept; the later one must continue it.
        anchors: the file of anchors that somebody kept; the log must pass through each of them.

    Raises:
        CorruptionError: an entry or checkpoint was altered, removed or inserted, or the tail is missing.
        TrustError: signed by another key, or it does not continue the earlier file.
    """
    start = data.rfind(b"\n", 0, -1) + 1
    body = data[:start].decode("utf-8", "replace")
    agency = _header(body, key)
    end = END.fullmatch(data[start:].decode("utf-8", "replace"))
    if end is None:
        raise CorruptionError(
            "the file has no signed end: its tail is missing or was altered",
            where=Where(source="audit", record="end"),
            remedy="Ask for the whole file.",
        )
    hashes, marks = _walk(body, key, agency)  # first, since it can name the entry that is broken
    sequence, value, digest, at, signature = int(end[1]), end[2], end[3], end[4], end[5]
    if digest != hashlib.sha256(data[:start]).hexdigest():
        raise CorruptionError("bytes before the end were altered", where=Where(source="audit", record="end"))
    if not is_valid(key, _end_message(agency, sequence, value, digest, at), signature):
        raise CorruptionError("the signature of the end does not match", where=Where(source="audit", record="end"))
    if (sequence, value) != (len(hashes) - 1, hashes[-1]):
        raise CorruptionError("the end does not fit the last entry", where=Where(source="audit", record="end"))
    if anchors is not None:
        anchor.check(anchor.read(anchors, key, agency), hashes)
    if earlier is not None:
        before = verify(earlier, key)
        if before.agency != agency or before.entries >= len(hashes) or hashes[before.entries] != before.hash:
            raise TrustError("the file does not continue the earlier one", where="audit")
    return Report(agency, sequence, marks, value, at)


def _header(body: str, key: Ed25519PublicKey) -> str:
    first = HEADER.fullmatch(body.partition("\n")[0])
    if first is None:
        raise CorruptionError("the first line is no header", where=Where(source="audit", record="header"))
    if first[2] != identifier(key):
        raise TrustError(
            f"the file is signed by the key {first[2]}, not by {identifier(key)}",
            where="audit",
            remedy="Use the public key of the agency that wrote it.",
        )
    return first[1]


def _walk(body: str, key: Ed25519PublicKey, agency: str) -> tuple[list[str], int]:
    """Follow the chain; return the hash after each entry, and how many checkpoints were met."""
    hashes, marks = [GENESIS], 0
    for line in body.split("\n")[1:-1]:
        mark = CHECKPOINT.fullmatch(line)
        if mark is not None:
            sequence = int(mark[1])
            signed = is_valid(key, checkpoint.message(agency, sequence, mark[2], mark[3]), mark[4])
            if not signed or sequence >= len(hashes) or hashes[sequence] != mark[2]:
                raise _broken("a checkpoint does not fit: entries before it were altered or removed", sequence)
            marks += 1
            continue
        entry = ENTRY.fullmatch(line)
        expected = len(hashes)
        if entry is None or int(entry[1]) != expected or chain(hashes[-1], entry[3]) != entry[2]:
            raise _broken("the chain is broken: an entry was altered, removed or inserted", expected)
        hashes.append(entry[2])
    return hashes, marks


def _broken(what: str, sequence: int) -> CorruptionError:
    return CorruptionError(
        what,
        where=Where(source="audit", record=str(sequence)),
        remedy="Compare with a backup, and find out who could write here.",
    )


def _checkpoint_line(entry: checkpoint.Checkpoint) -> str:
    return f"checkpoint {entry.sequence} {entry.hash} {entry.at} {entry.signature}"


def _end_message(agency: str, sequence: int, value: str, digest: str, at: str) -> str:
    return f"tenprint audit end 1\n{agency}\n{sequence}\n{value}\n{digest}\n{at}\n"
