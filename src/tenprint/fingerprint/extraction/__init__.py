"""Extraction: from the image of one finger to its template, by one of several back ends."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.extraction.registry import BACKENDS, backend
from tenprint.fingerprint.extraction.resolution import at_500_ppi
from tenprint.fingerprint.template import Template
from tenprint.fingerprint.transparency import Transparency

__all__ = ["BACKENDS", "extract"]


def extract(
    pixels: NDArray[Any],
    ppi: float | None,
    *,
    backend: str = "default",
    position: int = 0,
    impression: int = 0,
    transparency: Transparency | None = None,
) -> Template:
    """Find the minutiae of one finger.

    Args:
        pixels: (h, w) uint8, ridges dark; colour and uint16 are accepted too.
        ppi: resolution of the image; None counts as 500.
        backend: "classical", "net", "leader" or "default" (the best that is installed and fast enough).
        position: finger position code of ANSI/NIST-ITL, 0 unknown; passed through.
        impression: impression type code of ANSI/NIST-ITL; passed through.
        transparency: hears every intermediate under the keys of `transparency.KEYS`.

    Returns:
        A template in px at 500 ppi, minutiae by falling quality; empty where there are no ridges.

    Raises:
        ImageError: the array is no usable image.
        UsageError: no such back end.
        ConfigurationError: the back end is not installed.
    """
    chosen = _backend(backend)
    image = at_500_ppi(pixels, ppi)
    if transparency is not None:
        transparency.publish("input", image)
    found = chosen.find(image, transparency)
    if transparency is not None:
        transparency.publish("minutiae", found.rows())
    height, width = image.shape
    return Template(
        x=found.x.astype(np.float32),
        y=found.y.astype(np.float32),
        direction=np.mod(found.direction, 2 * np.pi).astype(np.float32),
        kind=found.kind.astype(np.uint8),
        quality=np.clip(np.round(100 * found.quality), 0, 100).astype(np.uint8),
        width=width,
        height=height,
        position=position,
        impression=impression,
        source=f"tenprint {chosen.NAME} {chosen.VERSION}",
    )


_backend = backend
