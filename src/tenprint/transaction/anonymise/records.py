"""Image records: the image replaced, comments and measures of the old one removed."""

from __future__ import annotations

from tenprint.transaction.anonymise import rules
from tenprint.transaction.anonymise.pictures import encode, pattern, photograph
from tenprint.transaction.anonymise.texts import Invention
from tenprint.transaction.binary import BinaryRecord
from tenprint.transaction.images import FingerImage, finger_images
from tenprint.transaction.record import Record


def anonymise_image_record(record: Record, invention: Invention) -> None:
    """Replace the image of a record by a drawn one of the same size; remove what describes the old one."""
    if not isinstance(record, BinaryRecord):
        kept = rules.KEPT_OF_PHOTOS if record.type == 10 else rules.KEPT_OF_IMAGES
        for number in {field.number for field in record.fields if field.number and field.number not in kept}:
            record.delete(number)
        if rules.MISSING_FIELD in record:
            # Which fingers have no image shows anyway; whether the person lost them does not.
            record.set(rules.MISSING_FIELD, [(items[0], "UP") for items in record[rules.MISSING_FIELD].subfields])
        if rules.DAY_FIELD in record:
            record.set(rules.DAY_FIELD, invention.day(record.text(rules.DAY_FIELD)))
    if record.type == 10:
        _replace_photograph(record)
        return
    assert record.owner is not None
    image = next((i for i in finger_images(record.owner) if i.record is record), None)
    if image is not None:
        _replace_print(record, image, invention)


def _replace_print(record: Record, image: FingerImage, invention: Invention) -> None:
    if image.width and image.height:
        pixels = pattern(image.width, image.height, invention.draw)
        data, compression, code = encode(pixels, image.compression, image.ppi, image.bits)
    else:
        data, compression, code = b"", "NONE", 0
    if isinstance(record, BinaryRecord):
        record.set(8, code)
        record.set(9, data)
    else:
        record.set(11, compression)
        record.set(999, data)


def _replace_photograph(record: Record) -> None:
    if 999 not in record:
        return
    width, height = (int(t) if t.isdigit() and len(t) < 6 else 1 for t in (record.text(6), record.text(7)))
    record.set(999, photograph(width, height))
    record.set(11, "JPEGB")
    record.set(12, "SRGB")


def anonymise_signature(record: BinaryRecord) -> None:
    """Replace a signature by blank paper, scanned and uncompressed."""
    width, height = record.number(6), record.number(7)
    record.set(4, 0)
    record.set(8, bytes((width + 7) // 8 * height))
