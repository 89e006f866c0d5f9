"""The print card: ten rolled prints in two rows, plain ones under them, each with quality and advice."""

from __future__ import annotations

from dataclasses import dataclass, field

from tenprint.console.booking.pictures import quality
from tenprint.errors import TenprintError
from tenprint.transaction import Transaction
from tenprint.transaction.layouts.codes import POSITIONS

ROWS = (
    ("Right hand, rolled", (1, 2, 3, 4, 5)),
    ("Left hand, rolled", (6, 7, 8, 9, 10)),
    ("Plain prints", (14, 12, 11, 13)),
)
GOOD, FAIR = 60, 30  # scores of the words below; see ADR 0022 for what a score predicts


@dataclass(frozen=True)
class Cell:
    """One box of the card.

    Attributes:
        position, title: which finger.
        number: of the image in the transaction; None where there is none.
        caption: impression, size, resolution, compression.
        score: quality 0 to 100; None where it is not judged.
        word: the score in a word.
        advice: what the operator can do about it.
        problem: why there is no picture.
    """

    position: int
    title: str
    number: int | None = None
    caption: str = ""
    score: int | None = None
    word: str = ""
    advice: list[str] = field(default_factory=list)
    problem: str = ""


def card(digest: str, parsed: Transaction) -> list[tuple[str, list[Cell]]]:
    """Return the rows of the card, and a row of what has no place in it."""
    first: dict[int, int] = {}
    for number, image in enumerate(parsed.images):
        first.setdefault(image.position, number)
    rows = [
        (title, [_cell(digest, parsed, position, first.get(position)) for position in positions])
        for title, positions in ROWS
        if any(position in first for position in positions)
    ]
    placed = {first[p] for _, positions in ROWS for p in positions if p in first}
    others = [number for number in range(len(parsed.images)) if number not in placed]
    if others:
        rows.append(("Other images", [_cell(digest, parsed, parsed.images[n].position, n) for n in others]))
    return rows


def word_of(score: int) -> str:
    """Return a quality score in a word."""
    return "good" if score >= GOOD else "fair" if score >= FAIR else "poor"


def _cell(digest: str, parsed: Transaction, position: int, number: int | None) -> Cell:
    title = POSITIONS.get(position, f"position {position}")
    if number is None:
        return Cell(position, title, problem="no image")
    image = parsed.images[number]
    resolution = f", {image.ppi:.0f} ppi" if image.ppi else ""
    caption = f"{image.width} × {image.height}{resolution}, {image.compression}"
    try:
        found = quality(digest, parsed, number)
    except TenprintError as error:
        return Cell(position, title, None, caption, problem=error.what)
    if found is None:
        return Cell(position, title, number, caption)
    return Cell(position, title, number, caption, found.score, word_of(found.score), found.advice)
