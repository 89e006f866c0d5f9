"""A transaction as one HTML page: header, description, and the prints laid out as a ten-print card."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from tenprint.errors import TenprintError
from tenprint.transaction.printable import printable

if TYPE_CHECKING:
    from tenprint.transaction import Field, Transaction
    from tenprint.transaction.images import FingerImage

# Longest side of an image on the page (px); the file itself holds the full one.
LARGEST = 640
RIGHT_HAND, LEFT_HAND, PLAIN = (1, 2, 3, 4, 5), (6, 7, 8, 9, 10), (14, 12, 11, 13)
_EXTERNAL = (10, 16, 17)


@dataclass(frozen=True, slots=True)
class Cell:
    """One box of the card: its caption, the picture as a data URI, or why there is none."""

    position: int
    title: str
    caption: str
    source: str
    problem: str


def report(transaction: Transaction) -> str:
    """Return the page. It holds its pictures and style itself and asks no other server for anything."""
    import jinja2

    template = resources.files("tenprint.cli").joinpath("templates/transaction_card.html").read_text("utf-8")
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    environment.filters["shown"] = printable
    images = transaction.images
    rolled = [image for image in images if image.position in RIGHT_HAND + LEFT_HAND and image.record.type != 13]
    plain = [image for image in images if image.position in PLAIN]
    used = {id(image) for image in _first_of_each([*rolled, *plain]).values()}
    by_position = _first_of_each([*rolled, *plain])
    return environment.from_string(template).render(
        transaction=transaction,
        header=[_row(field) for field in transaction.type1],
        description=[_row(field) for record in transaction.records_of(2) for field in record],
        right=[_cell(position, by_position.get(position)) for position in RIGHT_HAND],
        left=[_cell(position, by_position.get(position)) for position in LEFT_HAND],
        plain=[_cell(position, by_position.get(position)) for position in PLAIN],
        others=[_cell(image.position, image) for image in images if id(image) not in used],
        has_card=bool(by_position),
        photographs=[_photograph(record) for record in transaction.records_of(10) if 999 in record],
        records=[(number, record.type, record.idc, record.length) for number, record in enumerate(transaction, 1)],
    )


def _first_of_each(images: list[FingerImage]) -> dict[int, FingerImage]:
    chosen: dict[int, FingerImage] = {}
    for image in images:
        chosen.setdefault(image.position, image)
    return chosen


def _row(field: Field) -> tuple[str, str, str, str, str]:
    return field.key, field.mnemonic, field.name, str(field), printable(field.meaning)


def _cell(position: int, image: FingerImage | None) -> Cell:
    from tenprint.transaction.layouts.codes import POSITIONS

    title = POSITIONS.get(position, f"position {position}").capitalize()
    if image is None:
        return Cell(position, title, "", "", "no image")
    resolution = f", {image.ppi:.0f} ppi" if image.ppi else ""
    caption = f"{image.impression_name}, {image.width}×{image.height}{resolution}, {printable(image.compression)}"
    try:
        return Cell(position, title, caption, _picture(image), "")
    except TenprintError as error:
        return Cell(position, title, caption, "", error.what)


def _picture(image: FingerImage) -> str:
    from PIL import Image as Pillow

    picture = Pillow.fromarray(image.decode().pixels)
    picture.thumbnail((LARGEST, LARGEST), Pillow.Resampling.LANCZOS)
    target = io.BytesIO()
    picture.save(target, "PNG", optimize=False)
    return "data:image/png;base64," + base64.b64encode(target.getvalue()).decode("ascii")


def _photograph(record: object) -> Cell:
    from tenprint import imaging
    from tenprint.transaction import Record

    assert isinstance(record, Record)
    title = printable(record[3].meaning) or "Photograph" if 3 in record else "Photograph"
    caption = printable(f"{record.text(6)}×{record.text(7)}, {record.text(11)}")
    try:
        pixels = imaging.decode(record[999].data).pixels
    except TenprintError as error:
        return Cell(0, title, caption, "", error.what)
    from PIL import Image as Pillow

    picture = Pillow.fromarray(pixels)
    picture.thumbnail((LARGEST, LARGEST))
    target = io.BytesIO()
    picture.save(target, "PNG")
    return Cell(0, title, caption, "data:image/png;base64," + base64.b64encode(target.getvalue()).decode("ascii"), "")
