"""Threads that searches share: starting some for every search would take longer than a short search."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

Map = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
"""Maps a function over parts, in order, on several threads or not."""


def mapper(threads: int) -> Map:
    """Return what maps on so many threads; what runs there must not map on them again."""
    return _pool(os.getpid(), threads).map if threads > 1 else map


@cache
def _pool(_process: int, threads: int) -> ThreadPoolExecutor:
    """Return the threads of this process: those of the process that it was forked from do not exist here."""
    return ThreadPoolExecutor(threads, thread_name_prefix="search")
