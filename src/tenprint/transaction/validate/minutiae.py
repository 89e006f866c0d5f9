"""Type-9: minutiae can be read, are as many as stated, and lie in their image."""

from __future__ import annotations

from tenprint.errors import InputError
from tenprint.transaction.minutiae import Format, MinutiaeRecord, formats_of, read_record
from tenprint.transaction.record import Record
from tenprint.transaction.validate.finding import Check

# Where each block counts its minutiae, and where they stand.
_COUNTS: dict[Format, tuple[int, int]] = {"legacy": (10, 12), "m1": (136, 137)}
# Stands in for the image that is not sent: places are read, not held against it.
_ANY_SIZE = (65_535, 65_535)


def check_minutiae(check: Check) -> None:
    """Check the minutiae of every block that we read."""
    sizes = {image.idc: (image.width, image.height) for image in check.transaction.images if image.width}
    for record in check.transaction.records_of(9):
        for form in formats_of(record):
            _count(check, record, form)
            size = sizes.get(record.idc)
            try:
                minutiae = read_record(record, form, size=size or _ANY_SIZE)
            except InputError as error:
                check.report("minutiae-form", error.what, record=record, key=error.where.field or "")
                continue
            if size is not None or form == "m1":
                _within(check, record, minutiae)


def _count(check: Check, record: Record, form: Format) -> None:
    if form not in _COUNTS:
        return
    number, data = _COUNTS[form]
    stated, field = record.text(number), record.get(data)
    found = 0 if field is None or not field.size else len(field.subfields)
    if stated.isdigit() and int(stated) != found:
        check.report(
            "minutiae-count", f"states {int(stated)} minutiae, {found} follow", record=record, key=f"9.{number:03d}"
        )


def _within(check: Check, record: Record, minutiae: MinutiaeRecord) -> None:
    outside = sum(not (0 <= m.x <= minutiae.width and 0 <= m.y <= minutiae.height) for m in minutiae.minutiae)
    if outside:
        check.report(
            "minutiae-place",
            f"{outside} of {len(minutiae.minutiae)} minutiae lie outside {minutiae.width}x{minutiae.height} pixels",
            record=record,
        )
