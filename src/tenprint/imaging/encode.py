"""Encode images that this system made."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from tenprint.errors import ImageError
from tenprint.imaging.jp2 import with_resolution


def encode_png(pixels: NDArray[np.uint8], ppi: float | None = None) -> bytes:
    """Compress to PNG, without loss.

    Args:
        pixels: (h, w) uint8.
        ppi: written as pHYs.
    """
    out = io.BytesIO()
    picture = _picture(pixels)
    if ppi is None:
        picture.save(out, "PNG")
    else:
        picture.save(out, "PNG", dpi=(ppi, ppi))
    return out.getvalue()


def encode_jp2(pixels: NDArray[np.uint8], ppi: float | None = None, *, ratio: float | None = None) -> bytes:
    """Compress to JPEG 2000 (JP2 file).

    Args:
        pixels: (h, w) uint8.
        ppi: written as capture resolution.
        ratio: compression ratio of the lossy 9/7 transform, say 10; None compresses without loss (5/3).
    """
    out = io.BytesIO()
    if ratio is None:
        _picture(pixels).save(out, "JPEG2000", irreversible=False)
    else:
        _picture(pixels).save(out, "JPEG2000", irreversible=True, quality_mode="rates", quality_layers=[ratio])
    data = out.getvalue()
    return data if ppi is None else with_resolution(data, ppi)


def encode_wsq(pixels: NDArray[np.uint8], ppi: float | None = 500, bitrate: float = 0.75) -> bytes:
    """Compress to WSQ.

    Args:
        pixels: (h, w) uint8.
        ppi: written into the NIST_COM comment, as a whole number.
        bitrate: bits a pixel aimed at: 0.75 for 15:1, 2.25 for 5:1.

    Raises:
        ImageError: not eight-bit grey, or smaller than the transform allows.
    """
    from tenprint.imaging.wsq.encode import encode

    return encode(_grey(pixels), ppi, bitrate)


def _grey(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    if pixels.ndim != 2 or pixels.dtype != np.uint8 or pixels.size == 0:
        raise ImageError(f"only (h, w) uint8 pixels can be encoded, these are {pixels.shape} {pixels.dtype}")
    return np.ascontiguousarray(pixels)


def _picture(pixels: NDArray[np.uint8]) -> Pillow.Image:
    return Pillow.fromarray(_grey(pixels))
