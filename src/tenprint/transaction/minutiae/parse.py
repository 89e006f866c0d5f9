"""Numbers and items of Type-9 fields, with errors that name the place."""

from __future__ import annotations

from tenprint.errors import TemplateError, UsageError
from tenprint.transaction.field import Field
from tenprint.transaction.record import Record

# No image is as large as this many pixels, no coordinate as many hundredths of a millimetre.
MOST_DIGITS = 6


def whole(text: str, field: Field, what: str, *, default: int | None = None, negative: bool = False) -> int:
    """Return a whole number.

    Args:
        text: as it stands in the item.
        field: the field, for the message.
        what: what the number is, for the message.
        default: what an empty item means; an empty item is refused where None.
        negative: whether a minus sign is allowed.

    Raises:
        TemplateError: it is none.
    """
    text = text.strip()
    if not text and default is not None:
        return default
    digits = text[1:] if negative and text.startswith("-") else text
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS):
        raise TemplateError(f"the {what} {text[:20]!r} is no whole number", where=field.where)
    return int(text)


def field_of(record: Record, number: int) -> Field:
    """Return a field that must be there.

    Raises:
        TemplateError: it is not.
    """
    field: Field | None = record.get(number)
    if field is None:
        raise TemplateError(
            f"the minutiae record has no field 9.{number:03d}",
            where=f"record {record.label}",
            remedy="The record may hold its minutiae in another block of fields.",
        )
    return field


def item(items: list[str], index: int) -> str:
    """Return an item, empty where there are fewer."""
    return items[index] if index < len(items) else ""


def verbatim(record: Record, numbers: range, known: frozenset[int]) -> dict[int, tuple[tuple[str, ...], ...]]:
    """Return the fields of a block that the model has no place for, as they stand."""
    return {
        field.number: tuple(tuple(items) for items in field.subfields)
        for field in record.fields
        if field.number in numbers and field.number not in known
    }


def image_size(
    record: Record, size: tuple[int, int] | None, ppi: float | None
) -> tuple[tuple[int, int] | None, float | None]:
    """Return size (px) and resolution of the image that a Type-9 record belongs to: given, or of the same IDC."""
    owner = record.owner
    if owner is None or (size and ppi):
        return size, ppi
    for image in owner.images:
        if image.idc == record.idc and image.width and image.height:
            return size or (image.width, image.height), ppi or image.ppi
    return size, ppi


def check_size(size: tuple[int, int], ppi: float) -> None:
    """Refuse sizes and resolutions that are none.

    Raises:
        UsageError: they are not positive, or beyond what any format can state.
    """
    if not (0 < size[0] < 65536 and 0 < size[1] < 65536 and 1 <= ppi <= 25_000):
        raise UsageError(f"{size[0]}x{size[1]} pixels at {ppi:g} ppi are no image size")
