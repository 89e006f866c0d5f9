"""Images for a new transaction, and the records that carry them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tenprint.errors import UsageError
from tenprint.transaction.binary import BinaryRecord
from tenprint.transaction.field import Value
from tenprint.transaction.images import MINIMUM_PPI, FingerImage
from tenprint.transaction.layouts.codes import CODE_BY_COMPRESSION, POSITIONS
from tenprint.transaction.record import Record
from tenprint.transaction.tagged import TaggedRecord
from tenprint.transaction.transaction import Transaction

# EBTS 9.1: a ten-print submission carries up to fourteen images and four photographs.
MOST_PRINTS = 14
MOST_PHOTOS = 4
# Type-4 records have no resolution of their own: Type-1 states it, and 00.00 where there are none of them.
BINARY_PRINTS = 4
# How far a Type-4 image may be from the standard's minimum resolution: 1 %, ANSI/NIST-ITL 1-2007 clause 5.2.
RESOLUTION_TOLERANCE = 0.01
# Impression types: live-scan rolled and plain.
_ROLLED, _PLAIN = 1, 0
_COMPRESSION_OF = {"WSQ": "WSQ20", "PNG": "PNG", "JPEG": "JPEGB", "JP2": "JP2"}


@dataclass(frozen=True, slots=True)
class Print:
    """One friction ridge image to send.

    Attributes:
        data: the compressed (or raw) image, as it will stand in the record.
        position: friction ridge position code, 1 right thumb to 10 left little, 11 to 14 plain prints.
        impression: impression type code, 0 live-scan plain, 1 live-scan rolled, 2 and 3 the same from ink.
        width, height: in pixels.
        ppi: resolution, pixels per inch.
        compression: `WSQ20`, `JPEGB`, `JPEGL`, `JP2`, `JP2L`, `PNG` or `NONE`.
        segments: for slaps, (finger, left, right, top, bottom) of each finger in pixels; written in Type-14 only.
        captured: day of capture; the day of sending where None. Written in Type-14 only.
    """

    data: bytes
    position: int
    impression: int
    width: int
    height: int
    ppi: float = 500.0
    compression: str = "WSQ20"
    segments: tuple[tuple[int, int, int, int, int], ...] = ()
    captured: date | None = None

    def __post_init__(self) -> None:
        if self.position not in POSITIONS:
            raise UsageError(f"{self.position} is no friction ridge position", remedy="Expected 0 to 20 for fingers.")
        if not (0 < self.width < 65536 and 0 < self.height < 65536):
            raise UsageError(f"{self.width}x{self.height} pixels are no image size")
        if self.compression not in CODE_BY_COMPRESSION:
            raise UsageError(
                f"{self.compression!r} is no compression", remedy=f"Choose of {', '.join(CODE_BY_COMPRESSION)}."
            )
        if not self.data:
            raise UsageError(f"the image of the {POSITIONS[self.position]} is empty")


@dataclass(frozen=True, slots=True)
class Photo:
    """One photograph to send, JPEG.

    Attributes:
        data: the JPEG file.
        width, height: in pixels.
        pose: F full face, L left profile, R right profile.
        taken: day it was taken; the day of sending where None.
    """

    data: bytes
    width: int
    height: int
    pose: str = "F"
    taken: date | None = None


def print_from(
    data: bytes, position: int, impression: int | None = None, *, ppi: float | None = None, source: str | None = None
) -> Print:
    """Make a print of an image file (WSQ, PNG, JPEG, JPEG 2000), which says its size, and often its resolution, itself.

    Args:
        data: the file; it is sent as it is.
        position: friction ridge position code.
        impression: impression type code; live-scan rolled for positions 1 to 10 and live-scan plain else where None.
        ppi: resolution, where the file does not state it or states it wrongly.
        source: what error messages call the file.

    Raises:
        ImageError: the file cannot be decoded.
        UsageError: records do not carry this format.
    """
    from tenprint import imaging

    image = imaging.decode(data, source=source)
    compression = _COMPRESSION_OF.get(str(image.format))
    if compression is None:
        raise UsageError(
            f"records do not carry {image.format} images", where=source, remedy="Give WSQ, PNG, JPEG or JPEG 2000."
        )
    if impression is None:
        impression = _ROLLED if 1 <= position <= 10 else _PLAIN
    resolution = ppi or image.ppi or MINIMUM_PPI
    return Print(data, position, impression, image.width, image.height, resolution, compression)


def prints_of(transaction: Transaction) -> list[Print]:
    """Return the images of an existing transaction's grey-scale records (types 3, 4, 13, 14) as prints to send."""
    return [_print_of(image) for image in transaction.images if image.record.type in (3, 4, 13, 14)]


def _print_of(image: FingerImage) -> Print:
    return Print(
        data=image.data,
        position=image.position,
        impression=image.impression,
        width=image.width,
        height=image.height,
        ppi=image.ppi or MINIMUM_PPI,
        compression=image.compression,
    )


def add_prints(transaction: Transaction, prints: Sequence[Print], record_type: int) -> None:
    """Add one Type-4 or Type-14 record a print, IDC counting up.

    Raises:
        UsageError: too many, another record type, or a resolution that Type-4 cannot state.
    """
    if record_type not in (4, 14):
        raise UsageError(f"prints are sent in Type-4 or Type-14 records, not Type-{record_type}")
    if len(prints) > MOST_PRINTS:
        raise UsageError(f"{len(prints)} images are more than the {MOST_PRINTS} of a ten-print submission")
    for item in prints:
        idc = _next_idc(transaction)
        transaction.add(_type4(item, idc) if record_type == 4 else _type14(item, idc, transaction))


def add_photos(transaction: Transaction, photos: Sequence[Photo]) -> None:
    """Add one Type-10 record a photograph.

    Raises:
        UsageError: too many.
    """
    if len(photos) > MOST_PHOTOS:
        raise UsageError(f"{len(photos)} photographs are more than the {MOST_PHOTOS} of a submission")
    for photo in photos:
        fields: dict[int, Value] = {
            2: f"{_next_idc(transaction):02d}",
            3: "FACE",
            4: transaction.ori,
            5: photo.taken or transaction.text("1.005"),
            6: str(photo.width),
            7: str(photo.height),
            8: "0",
            9: "1",
            10: "1",
            11: "JPEGB",
            12: "SRGB",
            20: photo.pose,
            999: photo.data,
        }
        transaction.add(TaggedRecord.new(10, fields))


def _next_idc(transaction: Transaction) -> int:
    return max((record.idc or 0 for record in transaction), default=0) + 1


def _type4(item: Print, idc: int) -> Record:
    if abs(item.ppi - MINIMUM_PPI) > RESOLUTION_TOLERANCE * MINIMUM_PPI:
        raise UsageError(
            f"a Type-4 record is for {MINIMUM_PPI:.0f} ppi, the {POSITIONS[item.position]} has {item.ppi:g}",
            remedy="Send Type-14 records instead (record_type=14).",
        )
    header: dict[int, Value] = {
        2: idc,
        3: item.impression,
        4: [item.position],
        5: 0,
        6: item.width,
        7: item.height,
        8: CODE_BY_COMPRESSION[item.compression],
    }
    return BinaryRecord.new(4, header, item.data)


def _type14(item: Print, idc: int, transaction: Transaction) -> Record:
    scale = str(round(item.ppi))
    fields: dict[int, Value] = {
        2: f"{idc:02d}",
        3: str(item.impression),
        4: transaction.ori,
        5: item.captured or transaction.text("1.005"),
        6: str(item.width),
        7: str(item.height),
        8: "1",
        9: scale,
        10: scale,
        11: item.compression,
        12: "8",
        13: str(item.position),
        999: item.data,
    }
    if item.segments:
        fields[21] = [tuple(str(number) for number in segment) for segment in item.segments]
    return TaggedRecord.new(14, fields)
