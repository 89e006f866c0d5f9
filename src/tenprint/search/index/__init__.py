"""What a repository searches: a gallery of this process, shards, or a gallery's service. One interface for all."""

from tenprint.search.index.local import LocalIndex
from tenprint.search.index.model import Digest, Index
from tenprint.search.index.remote import RemoteIndex
from tenprint.search.index.shards import ShardIndex

__all__ = ["Digest", "Index", "LocalIndex", "RemoteIndex", "ShardIndex"]
