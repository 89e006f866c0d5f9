"""An image as the engine takes it: eight-bit grey pixels, and their resolution if it is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tenprint.imaging.formats import Format


@dataclass(frozen=True, slots=True, eq=False)
class Image:
    """A decoded image.

    Attributes:
        pixels: (h, w) uint8, 0 black, 255 white; C-contiguous.
        ppi: resolution in pixels per inch, or None where neither header nor container tells.
        format: what it was decoded from.
        comments: the NIST_COM pairs of a WSQ file, as they stand there; empty for other formats.
    """

    pixels: NDArray[np.uint8]
    ppi: float | None
    format: Format
    comments: Mapping[str, str] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """Pixels in a row."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Number of rows."""
        return int(self.pixels.shape[0])

    def __repr__(self) -> str:
        resolution = f"{self.ppi:g} ppi" if self.ppi else "resolution unknown"
        return f"<Image {self.width}x{self.height}, {resolution}, {self.format}>"


@dataclass(frozen=True, slots=True)
class Encoded:
    """A compressed or raw image with what its record says about it.

    Attributes:
        data: the bytes.
        format: `Format.RAW` for uncompressed pixels, or None to go by the magic number.
        width, height, bits: needed for raw pixels only (bits a pixel: 8 or 16).
        ppi: the record's resolution; it stands in where the image itself has none.
        source: what an error message calls this image.
    """

    data: bytes
    format: Format | None = None
    width: int = 0
    height: int = 0
    bits: int = 8
    ppi: float | None = None
    source: str | None = None
