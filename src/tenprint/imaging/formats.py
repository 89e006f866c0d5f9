"""Image formats by their magic numbers."""

from __future__ import annotations

from enum import StrEnum

from tenprint.errors import ImageError


class Format(StrEnum):
    """The formats that can be read."""

    WSQ = "WSQ"
    PNG = "PNG"
    JPEG = "JPEG"
    JP2 = "JP2"
    TIFF = "TIFF"
    BMP = "BMP"
    PNM = "PNM"
    RAW = "RAW"


# WSQ: IAFIS-IC-0110, SOI. PNG: ISO/IEC 15948, 5.2. JPEG: ISO/IEC 10918-1, SOI and the first byte of a marker.
# JP2: ISO/IEC 15444-1, I.5.1 signature box; a bare codestream starts with SOC and SIZ (A.4.1, A.5.1).
MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"\xff\xa0", Format.WSQ),
    (b"\x89PNG\r\n\x1a\n", Format.PNG),
    (b"\xff\xd8\xff", Format.JPEG),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", Format.JP2),
    (b"\xff\x4f\xff\x51", Format.JP2),
    (b"II*\x00", Format.TIFF),
    (b"MM\x00*", Format.TIFF),
    (b"BM", Format.BMP),
    (b"P5", Format.PNM),
)


def sniff(data: bytes) -> Format:
    """Tell the format of an image from its first bytes.

    Raises:
        ImageError: none of the known magic numbers.
    """
    for magic, kind in MAGIC:
        if data.startswith(magic):
            return kind
    start = bytes(data[:8]).hex(" ") or "nothing"
    raise ImageError(
        f"the format of this image is not known; it starts with {start}",
        remedy="Give WSQ, PNG, JPEG, JPEG 2000, TIFF, BMP or PGM; for raw pixels say width and height.",
    )
