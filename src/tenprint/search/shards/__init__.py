"""Galleries in shards: threads of one process, processes of one host, actors on many hosts."""

from tenprint.search.shards.backend import Backend, ThreadBackend
from tenprint.search.shards.cluster import RayBackend
from tenprint.search.shards.processes import ProcessBackend
from tenprint.search.shards.sharded import ShardedGallery

__all__ = ["Backend", "ProcessBackend", "RayBackend", "ShardedGallery", "ThreadBackend"]
