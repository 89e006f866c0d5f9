"""Tell that kernels are about to be compiled: what runs first after an installation takes longer, and says so."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_told: set[str] = set()


def announce(what: str, kernel: Any, sources: Iterable[Path]) -> None:
    """Write one line to stderr where a kernel is not in Numba's cache; after the first call for `what` do nothing.

    Args:
        what: what is compiled, as the line names it.
        kernel: one of its compiled functions, whose cache stands for that of the others.
        sources: files whose change makes the cache worthless.
    """
    if what in _told:
        return
    _told.add(what)
    folder = Path(kernel.stats.cache_path or "")
    name = kernel.py_func.__qualname__
    cached = [path.stat().st_mtime for path in folder.glob(f"*.{name}-*.nbi")]
    newest = max((path.stat().st_mtime for path in sources), default=0.0)
    if not cached or max(cached) < newest:
        print(f"tenprint: compiling the {what} once, this takes up to a minute ...", file=sys.stderr, flush=True)
