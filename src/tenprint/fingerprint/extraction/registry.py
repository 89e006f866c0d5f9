"""The back ends: name to module, loaded when asked for.

A back end's module has `NAME`, `VERSION`, `available() -> bool` and
`find(pixels, transparency=None) -> Found`, where pixels are (h, w) uint8 at 500 ppi.
"""

from __future__ import annotations

import importlib
import importlib.util
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from tenprint.errors import UsageError
from tenprint.fingerprint.extraction.minutiae import Found
from tenprint.fingerprint.transparency import Transparency

BACKENDS: dict[str, str] = {
    "classical": "tenprint.fingerprint.extraction.classical",
    "net": "tenprint.fingerprint.extraction.net",
    "leader": "tenprint.fingerprint.extraction.leader",
}

# What "default" means: the first that is there. `leader` is left out: a second an image is beyond the budget.
PREFERENCE = ("net", "classical")


class Backend(Protocol):
    """What every back end's module offers."""

    NAME: str
    VERSION: str

    def available(self) -> bool:
        """Whether all that it needs is installed."""

    def find(self, pixels: NDArray[np.uint8], transparency: Transparency | None = None) -> Found:
        """Find the minutiae of (h, w) uint8 at 500 ppi, the best first."""


def backend(name: str) -> Backend:
    """Return a back end by name; "default" is the best that is installed and fast enough.

    Raises:
        UsageError: no such back end.
    """
    if name == "default":
        return next(b for b in map(_load, PREFERENCE) if b is not None and b.available())
    found = _load(name) if name in BACKENDS else None
    if found is None:
        raise UsageError(f"there is no back end {name!r}", remedy=f"Choose one of default, {', '.join(BACKENDS)}.")
    return found


def _load(name: str) -> Backend | None:
    if importlib.util.find_spec(BACKENDS[name]) is None:
        return None
    return cast(Backend, importlib.import_module(BACKENDS[name]))
