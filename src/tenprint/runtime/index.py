"""What a repository searches, as its configuration chooses: `[gallery]` of its file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec
import structlog

from tenprint.errors import ConfigurationError, TenprintError
from tenprint.runtime.gallery import PROCESSES, THREADS, GallerySection, open_shards
from tenprint.search.codes import standard_encoder
from tenprint.search.gallery import remove_gallery
from tenprint.search.gallery.manifest import NAME as MANIFEST
from tenprint.search.index import Index, LocalIndex, RemoteIndex, ShardIndex
from tenprint.search.shards import ShardedGallery, remove_shards
from tenprint.search.shards.layout import NAME, Layout, LayoutFile

log = structlog.get_logger()
GALLERY, SHARDS = "gallery", "gallery-shards"
PATIENCE = 30.0  # s; a shard's process is back in less than one, an actor on another host in a few


class IndexSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a repository searches.

    Attributes:
        kind: `process` (a gallery of the repository's own process), `shards` (processes that it runs), or `service`
            (what `tenprint serve gallery` serves).
        shards, copies: for `shards`: their number; 0 keeps what there is. They can only grow.
        cluster, hosts: for `shards`: see `GallerySection`.
        folder: for `shards` on several hosts: where they lie, the same on each; in the repository's folder where empty.
        url: of the service.
        token: file with the service's bearer token, relative to the configuration file; it may be replaced at any time.
        authority: PEM file of the authority that the service's certificate is of, where that is one's own.
        patience: s; how long a search waits for a part that is away, before it is tried again later.
    """

    kind: Literal["process", "shards", "service"] = "process"
    shards: int = 0
    copies: int = 0
    cluster: str = PROCESSES
    hosts: list[str] = []
    folder: str = ""
    url: str = ""
    token: str = ""
    authority: str = ""
    patience: float = PATIENCE


class Opened(NamedTuple):
    """An index.

    Attributes:
        gallery: the index.
        patience: s; None for one of this process, which is never away.
        filled: removes what the repository searched before it was configured otherwise; call it when the index has all.
    """

    gallery: Index
    patience: float | None
    filled: Callable[[], None]


def open_index(section: IndexSection, folder: Path, root: Path, owner: str) -> Opened:
    """Open what a repository searches; it is made where there is nothing.

    Args:
        section: the configuration.
        folder: of the repository.
        root: what paths of the section are relative to.
        owner: mark of the repository.

    Raises:
        ConfigurationError: the section is not sound, or a shard is lost.
        UnavailableError: another process has the gallery.
    """
    local = folder / GALLERY
    if section.kind != "service":
        return open_here(section, local, root / section.folder if section.folder else folder / SHARDS, owner)
    _check(section)
    index = _service(section, root, owner)
    return Opened(index, section.patience, lambda: _remove(owner, local, folder / SHARDS))


def open_here(section: IndexSection, local: Path, shards: Path, owner: str) -> Opened:
    """Open a gallery of this process or its shards; see `open_index`.

    Args:
        section: the configuration, not of a service.
        local, shards: folders of the one and of the others.
        owner: mark of whose it is.
    """
    if section.kind == "process":
        return Opened(LocalIndex(local), None, lambda: _remove(owner, shards))
    _check(section)
    return Opened(ShardIndex(_shards(section, shards, owner)), section.patience, lambda: _remove(owner, local))


def _check(section: IndexSection) -> None:
    if not section.patience > 0:
        raise ConfigurationError("a search needs some patience", where="gallery.patience")


def _service(section: IndexSection, root: Path, owner: str) -> RemoteIndex:
    if not section.url or not section.token:
        raise ConfigurationError(
            "the gallery's service has no address or no token",
            where="gallery",
            remedy="Give `url`, and as `token` a file with what `tenprint osia token` printed.",
        )
    file = root / section.token

    def token() -> str:
        try:
            return file.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"the token cannot be read: {error}", where=str(file)) from error

    token()
    return RemoteIndex(section.url, token, owner, authority=str(root / section.authority) if section.authority else "")


def _shards(section: IndexSection, folder: Path, owner: str) -> ShardedGallery:
    if section.cluster in (PROCESSES, THREADS) and _has_other_codes(folder):
        remove_shards(folder)  # nobody can compare them any more; the database has what they were made of
    gallery = open_shards(
        GallerySection(
            str(folder), shards=section.shards, copies=section.copies, cluster=section.cluster, hosts=section.hosts
        ),
        patience=section.patience,
    )
    try:
        gallery.claim(owner)
    except TenprintError:
        gallery.close()
        raise
    return gallery


def _has_other_codes(folder: Path) -> bool:
    layout = _layout(folder)
    return layout is not None and layout.encoder not in ("", standard_encoder().name)


def _layout(folder: Path) -> Layout | None:
    if not (folder / NAME).exists():
        return None
    file = LayoutFile(folder)
    try:
        return file.layout
    finally:
        file.close()


def _remove(owner: str, *folders: Path) -> None:
    """Remove galleries that are of no use any more: an erasure would not reach them."""
    for folder in folders:
        try:
            layout = _layout(folder)
            if layout is not None and layout.owner == owner:
                remove_shards(folder)
            elif (folder / MANIFEST).exists():
                remove_gallery(folder)
        except TenprintError as error:
            log.error("a gallery that is not used any more is still there", folder=str(folder), reason=str(error))
