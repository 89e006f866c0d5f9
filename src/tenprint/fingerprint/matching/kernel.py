"""The one way in which kernels of the matcher are compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])

_compile = numba.njit(nogil=True, cache=True, error_model="numpy")


def kernel(function: F) -> F:
    """Compile a function: no interpreter lock, cached on disk, division as the processor does it (so it vectorises).

    Floating point keeps its order (no fastmath): the same prints give the same score on every machine.
    """
    return cast(F, _compile(function))
