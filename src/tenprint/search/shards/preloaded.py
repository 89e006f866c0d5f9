"""What the server of shard processes loads before the first is forked from it: the program, its kernels ready."""

from __future__ import annotations

import contextlib

from tenprint.errors import TenprintError
from tenprint.search.shards import processes as processes
from tenprint.search.shards.warm import warm

with contextlib.suppress(TenprintError, OSError):  # a worker that needs it says what is wrong
    warm()
