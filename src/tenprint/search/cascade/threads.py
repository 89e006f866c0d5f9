"""Threads that searches share: starting some for every search would take longer than a short search."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from functools import cache, partial
from typing import Any

Map = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
"""Maps a function over parts, in order, on several threads or not."""


def mapper(threads: int) -> Map:
    """Return what maps on so many threads; what runs there must not map on them again."""
    return partial(_map, _pool(os.getpid(), threads)) if threads > 1 else map


def _map(pool: ThreadPoolExecutor, function: Callable[[Any], Any], parts: Iterable[Any]) -> list[Any]:
    """Return the results in order; where a part fails, the others have ended too before the error is raised.

    So nobody looks at a snapshot any more when the search that took it lets go of it.
    """
    futures = [pool.submit(function, part) for part in parts]
    wait(futures)
    return [future.result() for future in futures]


@cache
def _pool(_process: int, threads: int) -> ThreadPoolExecutor:
    """Return the threads of this process: those of the process that it was forked from do not exist here."""
    return ThreadPoolExecutor(threads, thread_name_prefix="search")
