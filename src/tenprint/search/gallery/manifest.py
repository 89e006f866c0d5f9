"""The manifest: which segments make up the gallery, and up to where the growing one is known to be on the medium.

It is replaced as a whole (write aside, fsync, rename, fsync of the folder), so a reader finds the old or the new one.
"""

from __future__ import annotations

import os
import uuid
import zlib
from pathlib import Path

import msgspec

from tenprint.errors import ConfigurationError, CorruptionError

NAME = "MANIFEST"
FORMAT = 1


class SegmentEntry(msgspec.Struct, frozen=True):
    """One segment: its number, its rows (erased ones too) and the bytes of its heap, as far as both are durable."""

    number: int
    rows: int
    heap_bytes: int
    sealed: bool


class Manifest(msgspec.Struct, frozen=True):
    """What a gallery consists of.

    Attributes:
        gallery: identifier of the gallery, never changes.
        encoder: name of the filter code that the codes were made with.
        segment_rows: rows that a segment takes.
        next_number: number of the next segment; numbers are never used twice.
        segments: in the order of insertion, the last one grows.
        generation: counts the manifests.
        format: version of the layout on disk.
    """

    gallery: str
    encoder: str
    segment_rows: int
    next_number: int = 0
    segments: tuple[SegmentEntry, ...] = ()
    generation: int = 0
    format: int = FORMAT


class _Envelope(msgspec.Struct):
    check: int
    manifest: msgspec.Raw


def fresh(encoder: str, segment_rows: int) -> Manifest:
    """Return the manifest of a new, empty gallery."""
    return Manifest(gallery=uuid.uuid4().hex, encoder=encoder, segment_rows=segment_rows)


def read(folder: Path) -> Manifest:
    """Read a gallery's manifest.

    Raises:
        ConfigurationError: the folder holds no gallery, or one of another format.
        CorruptionError: the manifest does not fit its checksum.
    """
    path = folder / NAME
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise ConfigurationError(
            "there is no gallery here", where=str(folder), remedy="Make one with `tenprint gallery create`."
        ) from None
    try:
        envelope = msgspec.json.decode(data, type=_Envelope)
        manifest = msgspec.json.decode(envelope.manifest, type=Manifest)
    except msgspec.DecodeError as error:
        raise CorruptionError(f"the manifest cannot be read: {error}", where=str(path)) from error
    if zlib.crc32(envelope.manifest) != envelope.check:
        raise CorruptionError("the manifest does not fit its checksum", where=str(path))
    if manifest.format != FORMAT:
        raise ConfigurationError(
            f"the gallery has format {manifest.format}, this program reads {FORMAT}", where=str(folder)
        )
    return manifest


def write(folder: Path, manifest: Manifest) -> None:
    """Replace a gallery's manifest; durable when the call returns."""
    body = msgspec.json.encode(manifest)
    aside = folder / f"{NAME}.new"
    with aside.open("wb") as file:
        file.write(msgspec.json.encode(_Envelope(zlib.crc32(body), msgspec.Raw(body))))
        file.flush()
        os.fsync(file.fileno())
    aside.replace(folder / NAME)
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
