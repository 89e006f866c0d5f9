"""Friction ridge images as objects: position, impression, resolution, compression, and pixels on demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenprint.errors import ImageError, Where
from tenprint.transaction.binary import BinaryRecord
from tenprint.transaction.layouts.codes import (
    BINARY_IMAGE_TYPES,
    COMPRESSION_BY_CODE,
    IMPRESSIONS,
    POSITIONS,
    RAW_COMPRESSION,
    TAGGED_IMAGE_TYPES,
)
from tenprint.transaction.printable import printable
from tenprint.transaction.record import Record
from tenprint.transaction.tagged import TaggedRecord

if TYPE_CHECKING:
    from tenprint import imaging
    from tenprint.transaction.transaction import Transaction

MILLIMETRES_PER_INCH = 25.4
CENTIMETRES_PER_INCH = 2.54
# Minimum scanning resolution of the standard, 19.69 pixels a millimetre; types 3 and 5 may carry half of it.
MINIMUM_PPI = 500.0
UNKNOWN_IMPRESSION = 29


@dataclass(frozen=True, slots=True)
class FingerImage:
    """One image of a transaction, not decoded yet.

    Attributes:
        record: the record that holds it.
        position: friction ridge position code (1 right thumb ... 10 left little, 11 to 15 plain prints, 20 and up
            palms); 0 where it is unknown.
        positions: all position codes where the record states several.
        impression: impression type code (0 live-scan plain, 1 live-scan rolled, 4 latent ...).
        ppi: resolution by the record's header, pixels per inch; None where it states none.
        compression: `NONE`, `WSQ20`, `JPEGB`, `JPEGL`, `JP2`, `JP2L`, `PNG`, `FAX4`, or what the record says.
        width, height: in pixels, by the record's header.
        bits: bits a pixel.
    """

    record: Record
    position: int
    positions: tuple[int, ...]
    impression: int
    ppi: float | None
    compression: str
    width: int
    height: int
    bits: int

    @property
    def data(self) -> bytes:
        """The image's bytes as they are in the record."""
        return bytes(self.view)

    @property
    def view(self) -> memoryview:
        """The image's bytes without a copy."""
        if isinstance(self.record, BinaryRecord):
            return self.record.image
        field = self.record.get(999)
        return field.view if field is not None else memoryview(b"")

    @property
    def idc(self) -> int | None:
        """The record's image designation character."""
        return self.record.idc

    @property
    def position_name(self) -> str:
        """Position in words: `right index`."""
        return POSITIONS.get(self.position, f"position {self.position}")

    @property
    def impression_name(self) -> str:
        """Impression type in words: `live-scan rolled`."""
        return IMPRESSIONS.get(self.impression, f"impression {self.impression}")

    @property
    def encoded(self) -> imaging.Encoded:
        """The image as `imaging.decode_many` takes it."""
        from tenprint.imaging import Encoded, Format

        raw = self.compression in RAW_COMPRESSION
        data = self.data
        if raw and self.bits == 1:
            data = _grey_of_bits(data, self.width, self.height)
        return Encoded(
            data,
            Format.RAW if raw else None,
            self.width,
            self.height,
            max(self.bits, 8),
            self.ppi,
            f"the image of record {self.record.label}",
        )

    def decode(self) -> imaging.Image:
        """Decode the pixels, (h, w) uint8. The record's resolution stands in where the image itself states none.

        Raises:
            ImageError: there is no image, or it cannot be decoded.
        """
        from tenprint.imaging import decode_encoded

        if not self.view.nbytes:
            raise ImageError("the record holds no image", where=self._where)
        return decode_encoded(self.encoded)

    @property
    def _where(self) -> Where:
        return Where(self.record.source, self.record.label, None, self.record.offset)

    def __repr__(self) -> str:
        resolution = f"{self.ppi:.0f} ppi" if self.ppi else "resolution unknown"
        return (
            f"<{self.position_name}, {self.impression_name}, {self.width}x{self.height}, {resolution}, "
            f"{printable(self.compression)}, {self.view.nbytes:,} bytes>"
        )


def decode_all(images: Sequence[FingerImage]) -> list[imaging.Image]:
    """Decode images in parallel; the order stays.

    Raises:
        ImageError: the first image that cannot be decoded; its message says which.
    """
    from tenprint.imaging import decode_many

    return decode_many([image.encoded for image in images])


def finger_images(transaction: Transaction) -> list[FingerImage]:
    """Return the images of a transaction's types 3 to 6, 13, 14 and 15, in file order; records without one left out."""
    images = []
    for record in transaction:
        if isinstance(record, BinaryRecord) and record.type in BINARY_IMAGE_TYPES:
            images.append(_from_binary(record, transaction))
        elif isinstance(record, TaggedRecord) and record.type in TAGGED_IMAGE_TYPES and 999 in record:
            images.append(_from_tagged(record))
    return images


def _from_binary(record: BinaryRecord, transaction: Transaction) -> FingerImage:
    positions = record.positions
    return FingerImage(
        record=record,
        position=positions[0] if positions else 0,
        positions=positions,
        impression=record.number(3),
        ppi=_binary_ppi(record, transaction),
        compression=COMPRESSION_BY_CODE[record.type].get(record.number(8), f"code {record.number(8)}"),
        width=record.number(6),
        height=record.number(7),
        bits=1 if record.type in (5, 6) else 8,
    )


def _binary_ppi(record: BinaryRecord, transaction: Transaction) -> float:
    """Resolution of a binary record: its flag ISR (field 5) chooses the minimum or the native one of 1.011."""
    minimum = MINIMUM_PPI / 2 if record.type in (3, 5) else MINIMUM_PPI
    if record.number(5) == 0:
        return minimum
    return _per_inch(transaction.type1.text(11)) or _per_inch(transaction.type1.text(12)) or minimum


def _per_inch(per_millimetre: str) -> float | None:
    """Pixels per inch of `19.69` pixels per millimetre; the standard's pairs are met exactly (19.69 is 500 ppi)."""
    try:
        value = float(per_millimetre) * MILLIMETRES_PER_INCH
    except ValueError:
        return None
    if not 1 <= value < 100_000:
        return None
    # Two decimals a millimetre leave an error below 0.13 ppi: the whole hundred nearby is what was meant.
    nearest = round(value / 100) * 100
    return float(nearest) if abs(value - nearest) < 0.5 else round(value, 2)


def _from_tagged(record: TaggedRecord) -> FingerImage:
    positions = tuple(n for n in (_number(s[0]) for s in record[13].subfields) if n is not None) if 13 in record else ()
    impression = _number(record.text(3))
    return FingerImage(
        record=record,
        position=positions[0] if positions else 0,
        positions=positions,
        impression=UNKNOWN_IMPRESSION if impression is None else impression,
        ppi=_tagged_ppi(record),
        compression=record.text(11, "NONE").strip().upper(),
        width=_number(record.text(6)) or 0,
        height=_number(record.text(7)) or 0,
        bits=_number(record.text(12)) or 8,
    )


def _tagged_ppi(record: TaggedRecord) -> float | None:
    """Resolution by scale units (field 8: 1 per inch, 2 per centimetre) and horizontal scale (field 9)."""
    units, scale = _number(record.text(8)), _number(record.text(9))
    if not scale or units not in (1, 2):
        return None
    if units == 1:
        return float(scale)
    value = scale * CENTIMETRES_PER_INCH
    nearest = round(value / 100) * 100
    # Whole pixels a centimetre leave an error of up to 1.27 ppi: 197 a centimetre is 500 ppi.
    return float(nearest) if abs(value - nearest) < CENTIMETRES_PER_INCH / 2 else round(value, 2)


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _grey_of_bits(data: bytes, width: int, height: int) -> bytes:
    """Widen pixels of one bit, rows padded to whole bytes, to eight bits: 1 is black (0)."""
    import numpy as np

    stride = (width + 7) // 8
    if len(data) < stride * height:
        raise ImageError(f"{len(data)} bytes are fewer than {width}x{height} pixels of one bit need")
    rows = np.frombuffer(data, np.uint8, stride * height).reshape(height, stride)
    return (255 * (1 - np.unpackbits(rows, axis=1)[:, :width])).tobytes()
