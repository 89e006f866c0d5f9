"""The one way in which kernels of the matcher are compiled."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

from tenprint.fingerprint.compilation import announce

F = TypeVar("F", bound=Callable[..., Any])

_compile = numba.njit(nogil=True, cache=True, error_model="numpy")


def _stamp() -> tuple[tuple[str, int, int], ...]:
    """Return name, time and size of every source file of the matcher."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return tuple((f.name, f.stat().st_mtime_ns, f.stat().st_size) for f in files)


_STAMP = _stamp()


@cache
def announce_compilation(function: Any) -> None:
    """Say on stderr, once, that the matcher's kernels must be compiled before `function` runs; silent where cached."""
    announce("matcher", function, Path(__file__).parent.glob("*.py"))


def kernel(function: F) -> F:
    """Compile a function: no interpreter lock, cached on disk, division as the processor does it (so it vectorises).

    Floating point keeps its order (no fastmath): the same prints give the same score on every machine. A cached
    kernel holds the parameters and the kernels that it calls as they were; Numba looks only at the file of the kernel
    itself to see whether it is out of date. Here any change in the matcher's sources makes it so.
    """
    compiled = _compile(function)
    cache_file: Any = getattr(getattr(compiled, "_cache", None), "_cache_file", None)
    if cache_file is not None and hasattr(cache_file, "_source_stamp"):
        cache_file._source_stamp = _STAMP
    return cast(F, compiled)
