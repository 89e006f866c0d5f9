"""Images: positions, impressions, resolution, segments, missing fingers, and what the images say of themselves."""

from __future__ import annotations

from collections import Counter

from tenprint.transaction.binary import BinaryRecord
from tenprint.transaction.images import MINIMUM_PPI, FingerImage
from tenprint.transaction.layouts.codes import LATENT_IMPRESSIONS, POSITIONS, ROLLED_IMPRESSIONS
from tenprint.transaction.record import Record
from tenprint.transaction.validate.finding import Check, shown
from tenprint.transaction.validate.headers import header_of

FINGERS = range(1, 11)
# Fingers that a slap shows.
SLAPS: dict[int, tuple[int, ...]] = {
    11: (1,),
    12: (6,),
    13: (2, 3, 4, 5),
    14: (7, 8, 9, 10),
    15: (1, 6),
    40: (2, 3),
    41: (3, 4),
    42: (4, 5),
    43: (7, 8),
    44: (8, 9),
    45: (9, 10),
    46: (2, 7),
    47: (2, 3, 4),
    48: (3, 4, 5),
    49: (7, 8, 9),
    50: (8, 9, 10),
}
_PALMS = frozenset({*range(20, 39), *range(81, 87)})
_BINARY_FINGER_TYPES = (3, 4, 5, 6)
_TOLERANCE = 0.01
# Types 3 and 5 may carry half the minimum resolution.
_LOW_RESOLUTION = (3, 5)


def check_prints(check: Check) -> None:
    """Check the friction ridge images. Their bytes are looked at as far as their headers, nothing is decoded."""
    images = check.transaction.images
    for image in images:
        _position(check, image)
        _resolution(check, image)
        _header(check, image)
        if image.record.type == 14:
            _segments(check, image)
    _repeated(check, images)
    _stated_resolution(check)
    _missing(check, images)


def _position(check: Check, image: FingerImage) -> None:
    kind, key = image.record.type, "004" if isinstance(image.record, BinaryRecord) else "013"
    field = image.record.get(int(key))
    for number, position in enumerate(image.positions, 1):
        wrong = (
            position not in POSITIONS
            or (kind in (4, 14) and position in _PALMS)
            or (kind == 15 and position not in _PALMS and position not in (18, 19))
        )
        if wrong and field is not None:
            name = POSITIONS.get(position, "no position of the table")
            check.report("print-position", f"{position} ({name}) in a Type-{kind} record", field=field, subfield=number)
    impression = image.record.get(3)
    if impression is None:
        return
    rolled_slap = image.impression in ROLLED_IMPRESSIONS and image.position in SLAPS
    latent = image.impression in LATENT_IMPRESSIONS and kind in (4, 14)
    if rolled_slap or latent:
        check.report(
            "print-impression",
            f"{image.impression} ({image.impression_name}) with the {image.position_name} in a Type-{kind} record",
            field=impression,
        )


def _resolution(check: Check, image: FingerImage) -> None:
    least = MINIMUM_PPI / (2 if image.record.type in _LOW_RESOLUTION else 1) * (1 - _TOLERANCE)
    if image.ppi is not None and image.ppi < least:
        check.report("resolution-minimum", f"{image.ppi:g} ppi are fewer than {least:.0f}", record=image.record)


def _header(check: Check, image: FingerImage) -> None:
    if not image.view.nbytes:
        check.report("image-empty", f"the {image.position_name} has no image", record=image.record)
        return
    found = header_of(image)
    if found is None:
        return
    if found.problem:
        check.report("image-damaged", f"the image of the {image.position_name}: {found.problem}", record=image.record)
    elif not found.agrees:
        check.report(
            "image-compression",
            f"the record says {shown(image.compression)}, the image is {found.kind}",
            record=image.record,
        )
    elif (found.width, found.height) != (image.width, image.height):
        check.report(
            "image-size",
            f"the record says {image.width}x{image.height}, the image has {found.width}x{found.height}",
            record=image.record,
            key=f"{image.record.type}.006",
        )


def _segments(check: Check, image: FingerImage) -> None:
    field = image.record.get(21)
    for number, items in enumerate(field.subfields if field is not None else [], 1):
        if len(items) != 5 or not all(text.isdigit() for text in items):
            continue  # the form is another rule's business
        _, left, right, top, bottom = map(int, items)
        if not (left < right <= image.width and top < bottom <= image.height):
            check.report(
                "print-segments",
                f"{left} to {right}, {top} to {bottom} is not within {image.width}x{image.height}",
                field=field,
                subfield=number,
            )


def _repeated(check: Check, images: list[FingerImage]) -> None:
    seen: Counter[tuple[int, int, int]] = Counter()
    for image in images:
        if image.record.type in (4, 14) and image.position in (*FINGERS, 11, 12, 13, 14, 15):
            kind = (image.record.type, image.position, image.impression in ROLLED_IMPRESSIONS)
            seen[kind] += 1
            if seen[kind] == 2:
                check.report("print-twice", f"the {image.position_name} is sent more than once", record=image.record)


def _stated_resolution(check: Check) -> None:
    type1 = check.transaction.type1
    binary = check.transaction.records_of(*_BINARY_FINGER_TYPES, 8)
    for number in (11, 12):
        field = type1.get(number)
        if field is None:
            continue
        try:
            stated = float(field.text)
        except ValueError:
            continue  # the form is another rule's business
        if check.transaction.records_of(*_BINARY_FINGER_TYPES) and stated <= 0:
            check.report("resolution-stated", f"{shown(field.text)} with binary images", field=field)
        elif stated > 0 and not binary and not check.transaction.records_of(7):
            check.report("resolution-stated", f"{shown(field.text)} without a binary image", field=field)


def _missing(check: Check, images: list[FingerImage]) -> None:
    rules = check.application
    sent = {image.position for image in images if image.position in FINGERS and image.record.type in (3, 4, 14)}
    shown_in_slaps = {finger for image in images for finger in SLAPS.get(image.position, ())}
    amputated = _amputated(check)
    for finger, record in amputated.items():
        if finger in sent:
            check.report(
                "ebts-amputated-finger",
                f"the {POSITIONS[finger]} is said to be missing and has an image",
                record=record,
                key=f"{record.type}.{84 if record.type == 2 else 18:03d}",
            )
    if rules is None or check.transaction.tot not in rules.ten_print or not images:
        return
    absent = [finger for finger in FINGERS if finger not in sent | shown_in_slaps | set(amputated)]
    if absent:
        names = ", ".join(POSITIONS[finger] for finger in absent)
        check.report("ebts-missing-finger", f"no image and no reason for {names}", key="2.084", record=_second(check))


def _second(check: Check) -> Record | None:
    return next(iter(check.transaction.records_of(2)), None)


def _amputated(check: Check) -> dict[int, Record]:
    found: dict[int, Record] = {}
    for record in check.transaction.records_of(2, 14):
        field = record.get(84 if record.type == 2 else 18)
        for items in field.subfields if field is not None else []:
            if items[0].isdigit() and len(items[0]) < 3 and int(items[0]) in FINGERS:
                found.setdefault(int(items[0]), record)
    return found
