"""A gallery of a process of its own: which shards, in how many copies, on which hosts, run by what."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tenprint import settings
from tenprint.errors import ConfigurationError
from tenprint.search.parameters import SHARD_PATIENCE
from tenprint.search.shards import Backend, ProcessBackend, RayBackend, ShardedGallery, ThreadBackend

PROCESSES, THREADS = "processes", "threads"
DEFAULT_SHARDS = 2  # of a new gallery: as many as the machine of the benchmark has cores


class GallerySection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shards.

    Attributes:
        folder: of the shards; relative to the configuration file. Each host has it at the same place.
        shards: their number; 0 keeps what there is. More than there are makes further ones, which are filled.
        copies: of each shard; 0 keeps what there is.
        cluster: `processes` or `threads` of this host; or the address of a Ray cluster: HOST:PORT, `auto` for that of
            this host, `local` to start one for this service alone.
        hosts: names of the hosts that copies are placed on, the resources that Ray was started with there.
    """

    folder: str
    shards: int = 0
    copies: int = 0
    cluster: str = PROCESSES
    hosts: list[str] = []


class GalleryConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    gallery: GallerySection


def load(path: Path) -> GallerySection:
    """Read a configuration file.

    Raises:
        ConfigurationError: it is missing or not sound.
    """
    section = settings.load(GalleryConfig, path).gallery
    return msgspec.structs.replace(section, folder=str((path.parent / section.folder).resolve()))


def open_shards(section: GallerySection, *, patience: float = SHARD_PATIENCE) -> ShardedGallery:
    """Open the shards, made where there are none.

    Args:
        section: which.
        patience: s; how long a search and a change wait for one that is being replaced.

    Raises:
        ConfigurationError: numbers that do not fit, a shard that was lost, no Ray.
        UnavailableError: another process has them; no cluster.
    """
    hosted = section.cluster not in (PROCESSES, THREADS)
    if section.hosts and not hosted:
        raise ConfigurationError("hosts are for a Ray cluster", remedy="Name its address, or no hosts.")
    folder = Path(section.folder)
    shards = section.shards or (0 if (folder / "LAYOUT").exists() else DEFAULT_SHARDS)
    return ShardedGallery(
        folder, shards, backend(section.cluster), copies=section.copies, hosts=section.hosts, patience=patience
    )


def backend(cluster: str) -> Backend:
    """Return what runs the shards."""
    if cluster == THREADS:
        return ThreadBackend()
    return ProcessBackend() if cluster == PROCESSES else RayBackend(cluster)
