"""Galleries in shards: threads of one process, processes of one host, actors on many hosts."""

from tenprint.search.shards.backend import Backend, ThreadBackend
from tenprint.search.shards.cluster import RayBackend
from tenprint.search.shards.placement import Place
from tenprint.search.shards.processes import ProcessBackend
from tenprint.search.shards.removal import remove_shards
from tenprint.search.shards.sharded import ShardedGallery
from tenprint.search.shards.status import CopyStatus, ShardStatus

__all__ = [
    "Backend",
    "CopyStatus",
    "Place",
    "ProcessBackend",
    "RayBackend",
    "ShardStatus",
    "ShardedGallery",
    "ThreadBackend",
    "remove_shards",
]
