"""WSQ, the FBI's compression of fingerprint images: header, decoder, encoder.

Decoding is imported when first needed, since it brings the compiler of its kernels with it.
"""

from __future__ import annotations

from tenprint.imaging.image import Image
from tenprint.imaging.parameters import DEFAULT_LIMITS, Limits
from tenprint.imaging.wsq.header import WsqHeader, parse_header

__all__ = ["WsqHeader", "decode_wsq", "parse_header"]


def decode_wsq(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Image:
    """Decode a WSQ file to eight-bit grey; see `tenprint.imaging.wsq.decode.decode_wsq`.

    Raises:
        ImageError: not WSQ, broken, or above the limits.
    """
    from tenprint.imaging.wsq.decode import decode_wsq as run

    return run(data, limits=limits)
