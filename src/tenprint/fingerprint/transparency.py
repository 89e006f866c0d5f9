"""The transparency log: every intermediate of an extraction under a stable key, at no cost when nobody listens.

It serves debugging, the examiner who asks why a minutia was found, and accountability alike. Pass an object with
`publish` to `extract(..., transparency=...)`; `Recorder` keeps what it hears.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

# Stable keys. Images are (h, w) at 500 ppi, maps are (rows, columns) of square cells. New keys may be added; a key
# never changes its meaning.
KEYS: dict[str, str] = {
    "input": "the image at 500 ppi, uint8, 0 black",
    "normalised": "local mean 0 and local deviation 1, ridges positive, float32",
    "share": "how much of the image the contextual filter explains, 0 to about 0.6, cells of 4 px",
    "mask": "cells with usable ridges, bool, cells of 4 px",
    "orientation": "ridge orientation in [0, pi) radians, counter-clockwise as seen, cells of 4 px",
    "coherence": "how well the gradients of the enhanced image around a cell agree, 0 to 1, cells of 4 px",
    "period": "distance of ridges in px, cells of 4 px",
    "enhanced": "response of the contextual filter, ridges positive, float32",
    "binary": "ridges, bool",
    "ridges": "skeleton of the ridges, bool",
    "valleys": "skeleton of the valleys, bool",
    "candidates": "minutiae before cleaning: rows x, y, direction, kind, quality",
    "minutiae": "minutiae kept, by falling quality: rows x, y, direction, kind, quality",
}


class Transparency(Protocol):
    """Whoever wants to see the intermediates of an extraction."""

    def publish(self, key: str, array: NDArray[Any]) -> None:
        """Take one intermediate; `key` is one of `KEYS`. The array must not be changed, and is only lent."""


class Recorder:
    """Keeps a copy of all that is published."""

    def __init__(self) -> None:
        self.arrays: dict[str, NDArray[Any]] = {}

    def publish(self, key: str, array: NDArray[Any]) -> None:
        """Keep a copy of the array under its key; a later one replaces an earlier one."""
        self.arrays[key] = np.array(array)
