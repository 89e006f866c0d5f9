"""Reading rows inside compiled kernels: the system call without an interpreter between thousands of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types

_pread: Any = types.ExternalFunction("pread", types.intp(types.intc, types.uintp, types.uintp, types.int64))
"""`ssize_t pread(int, void *, size_t, off_t)`, POSIX.1-2017, with offsets of 64 bits."""

UNREADABLE = -1


@njit(nogil=True, cache=True)
def read_row(file, offset, length, target):  # type: ignore[no-untyped-def]
    """Fill target (uint8, at least `length`) from a file; return how many bytes there were, `UNREADABLE` on an error.

    Args:
        file: descriptor of an open file.
        offset, length: in bytes.
    """
    done = np.int64(0)
    while done < length:
        read = np.int64(_pread(np.int32(file), target.ctypes.data + done, length - done, np.int64(offset) + done))
        if read < 0:
            return np.int64(UNREADABLE)
        if read == 0:
            break
        done += read
    return done
