"""The number of set bits of a 64-bit word, as one machine instruction inside compiled kernels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from numba import types
from numba.extending import intrinsic


@intrinsic
def _popcount(_typing_context: Any, word: Any) -> Any:
    """Count the set bits of a uint64 word (LLVM `ctpop`, which vectorises where the processor can)."""
    if word != types.uint64:
        return None

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


popcount: Callable[[np.uint64], np.uint64] = cast("Any", _popcount)
