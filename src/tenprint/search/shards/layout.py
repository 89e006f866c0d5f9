"""The layout: which copies of which shards there are, and where. One small file, replaced as a whole.

It is what tells a gallery that is empty from one that was lost: each copy's identifier is written here before anything
is put into it, so that a folder that disappeared, or a host that came back without its disk, is noticed.
"""

from __future__ import annotations

import fcntl
import os
import zlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from tenprint.errors import ConfigurationError, CorruptionError, UnavailableError
from tenprint.search.gallery.manifest import sync_folder
from tenprint.search.shards.placement import Place

NAME, LOCK = "LAYOUT", "LOCK"
FORMAT = 1


class CopyEntry(msgspec.Struct, frozen=True):
    """One copy.

    Attributes:
        gallery: identifier of its gallery; empty until that is made.
        host: name of the host that it lies on; empty where all lie on this one.
        filling: whether it is still being filled from another copy.
    """

    gallery: str = ""
    host: str = ""
    filling: bool = False


class Layout(msgspec.Struct, frozen=True):
    """All copies of all shards.

    Attributes:
        shards: a tuple of copies for each shard.
        before: smaller numbers of shards, by which subjects may still lie until they are moved.
        format: version of this file.
        encoder: name of the codes of its galleries; empty where they were made before this was written down.
        owner: mark of the one that fills it and erases in it; empty where anybody may.
    """

    shards: tuple[tuple[CopyEntry, ...], ...] = ()
    before: tuple[int, ...] = ()
    format: int = FORMAT
    encoder: str = ""
    owner: str = ""

    def places(self) -> list[Place]:
        """Return all copies."""
        return [Place(s, c) for s, copies in enumerate(self.shards) for c in range(len(copies))]

    def entry(self, place: Place) -> CopyEntry:
        """Return one copy's entry."""
        return self.shards[place.shard][place.copy]

    def with_entry(self, place: Place, entry: CopyEntry) -> Layout:
        """Return the layout with another entry of one copy."""
        copies = list(self.shards[place.shard])
        copies[place.copy] = entry
        shards = list(self.shards)
        shards[place.shard] = tuple(copies)
        return msgspec.structs.replace(self, shards=tuple(shards))


def extended(layout: Layout, shards: int, copies: int, hosts: Sequence[str] = ()) -> Layout:
    """Return the layout with at least so many shards and copies, on these hosts.

    What there is stays where it is, but for copies on a host that is not named any more: they are made anew elsewhere
    from another copy. Hosts with the fewest copies are taken first; no host holds two copies of a shard.

    Raises:
        ConfigurationError: there are more shards or copies already; more copies than hosts; or a shard would be lost.
    """
    known = len(layout.shards)
    most = max((len(row) for row in layout.shards), default=0)
    if shards < max(known, 1) or copies < max(most, 1):
        raise ConfigurationError(
            f"there are {known} shards of {most} copies, not {shards} of {copies}", remedy="Their number can only grow."
        )
    if hosts and copies > len(set(hosts)):
        raise ConfigurationError(f"{copies} copies need as many hosts, {len(set(hosts))} are named")
    rows: list[list[CopyEntry]] = [list(row) for row in layout.shards] + [[] for _ in range(known, shards)]
    load = {host: sum(e.host == host for row in rows for e in row) for host in hosts or [""]}
    for number, row in enumerate(rows):
        gone = [i for i, entry in enumerate(row) if entry.host not in load]
        if gone and len(gone) == sum(not entry.filling for entry in row) and known:
            raise ConfigurationError(
                f"no copy of shard {number} lies on a host that is named",
                remedy=f"Name {', '.join(sorted({row[i].host or 'this host (name no hosts)' for i in gone}))} again.",
            )
        for index in [*gone, *range(len(row), copies)]:
            taken = {entry.host for i, entry in enumerate(row) if i != index}
            free = [host for host in load if host not in taken or not host]
            host = min(free, key=lambda name: load[name])
            load[host] += 1
            old = row[index].gallery if index < len(row) else ""  # where hosts share storage it is there still
            entry = CopyEntry(old, host, filling=number < known)
            row[index : index + 1] = [entry]
    before = layout.before if shards == known or not known else (known, *layout.before)
    return msgspec.structs.replace(layout, shards=tuple(tuple(row) for row in rows), before=before)


class _Envelope(msgspec.Struct):
    check: int
    layout: msgspec.Raw


class LayoutFile:
    """The layout on disk; one process holds it at a time.

    Raises:
        UnavailableError: another one does.
        CorruptionError: the file does not fit its checksum.
        ConfigurationError: it is of another format, or there are shards without a layout.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.layout = self._read()
        except BlockingIOError:
            os.close(self._lock)
            raise UnavailableError("these shards are in use already", where=str(folder)) from None
        except BaseException:
            os.close(self._lock)
            raise

    def _read(self) -> Layout:
        path = self._folder / NAME
        if not path.exists():
            if any(self._folder.glob("shard-*")):
                raise ConfigurationError(
                    "there are shards here, but the layout is missing",
                    where=str(path),
                    remedy="Restore the file from a backup.",
                )
            return Layout()
        try:
            envelope = msgspec.json.decode(path.read_bytes(), type=_Envelope)
            layout = msgspec.json.decode(envelope.layout, type=Layout)
        except msgspec.DecodeError as error:
            raise CorruptionError(f"the layout cannot be read: {error}", where=str(path)) from error
        if zlib.crc32(envelope.layout) != envelope.check:
            raise CorruptionError("the layout does not fit its checksum", where=str(path))
        if layout.format != FORMAT:
            raise ConfigurationError(f"the layout has format {layout.format}, this program reads {FORMAT}")
        return layout

    def write(self, layout: Layout) -> None:
        """Replace the layout; durable when the call returns."""
        if layout == self.layout:
            return
        body = msgspec.json.encode(layout)
        aside = self._folder / f"{NAME}.new"
        with aside.open("wb") as file:
            file.write(msgspec.json.encode(_Envelope(zlib.crc32(body), msgspec.Raw(body))))
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self._folder / NAME)
        sync_folder(self._folder)
        self.layout = layout

    def close(self) -> None:
        """Let another process have it."""
        os.close(self._lock)
