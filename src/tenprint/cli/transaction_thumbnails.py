"""Prints in the terminal: two pixels a character, laid out as on a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.style import Style
from rich.table import Table
from rich.text import Text

from tenprint.errors import TenprintError

if TYPE_CHECKING:
    from tenprint.transaction import Transaction
    from tenprint.transaction.images import FingerImage

# Rows of the card, by friction ridge position: right hand, left hand, plain prints.
CARD_ROWS = ((1, 2, 3, 4, 5), (6, 7, 8, 9, 10), (14, 12, 11, 13))
# Widest thumbnails (characters): the rows of the card share the terminal's width.
LARGEST_COLUMNS = 36
SMALLEST_COLUMNS = 8
_GAP = 2
_RAMP = "@%#*+=-:. "


def card(transaction: Transaction, console: Console) -> Table:
    """Return the images of a transaction as a table of thumbnails."""
    images = transaction.images
    placed = {position for row in CARD_ROWS for position in row}
    grid = Table.grid(padding=(0, 1))
    colour = console.color_system is not None and not console.no_color
    for row in CARD_ROWS:
        found = [image for position in row for image in images if image.position == position]
        if found:
            grid.add_row(_row(found, colour, console.width))
    others = [image for image in images if image.position not in placed]
    for start in range(0, len(others), 4):
        grid.add_row(_row(others[start : start + 4], colour, console.width))
    return grid


def _row(images: list[FingerImage], colour: bool, width: int) -> Table:
    """Draw images side by side, all at one scale."""
    table = Table.grid(padding=(0, _GAP, 0, 0))
    columns = _shared([max(image.width, 1) for image in images], width - _GAP * len(images) - 1)
    for count in columns:
        table.add_column(width=count)
    table.add_row(*(Text(image.position_name, style="bold") for image in images))
    table.add_row(*(_drawn(image, count, colour) for image, count in zip(images, columns, strict=True)))
    return table


def _shared(widths: list[int], free: int) -> list[int]:
    """Share `free` characters out in proportion to widths, none below the smallest thumbnail."""
    columns = [min(LARGEST_COLUMNS, max(SMALLEST_COLUMNS, free * width // sum(widths))) for width in widths]
    while sum(columns) > free and max(columns) > SMALLEST_COLUMNS:
        columns[columns.index(max(columns))] -= 1
    return columns


def _drawn(image: FingerImage, columns: int, colour: bool) -> Text:
    try:
        pixels = image.decode().pixels
    except TenprintError as error:
        return Text(str(error.what)[: columns * 3], style="red")
    small = _stretched(shrink(pixels, columns))
    return _half_blocks(small) if colour else _letters(small)


def _stretched(small: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Spread the grey levels over the whole range."""
    low, high = np.percentile(small, (2, 98))
    spread: NDArray[np.float64] = (small - low) * (255 / max(high - low, 1))
    return spread.clip(0, 255).astype(np.uint8)


def shrink(pixels: NDArray[np.uint8], columns: int) -> NDArray[np.uint8]:
    """Average an image, (h, w) uint8, down to `columns` and an even number of rows; square pixels."""
    height, width = pixels.shape
    columns = min(columns, width)
    rows = max(2, round(height * columns / width / 2) * 2)
    ys = np.linspace(0, height, rows, endpoint=False).astype(np.intp)
    xs = np.linspace(0, width, columns, endpoint=False).astype(np.intp)
    sums = np.add.reduceat(np.add.reduceat(pixels.astype(np.float64), ys, axis=0), xs, axis=1)
    counts = np.outer(np.diff([*ys, height]), np.diff([*xs, width]))
    mean: NDArray[np.float64] = sums / np.maximum(counts, 1)
    return mean.clip(0, 255).astype(np.uint8)


def _half_blocks(small: NDArray[np.uint8]) -> Text:
    text = Text()
    for top, bottom in zip(small[::2], small[1::2], strict=True):
        for a, b in zip(top.tolist(), bottom.tolist(), strict=True):
            text.append("▀", Style(color=f"#{a:02x}{a:02x}{a:02x}", bgcolor=f"#{b:02x}{b:02x}{b:02x}"))
        text.append("\n")
    return text


def _letters(small: NDArray[np.uint8]) -> Text:
    rows = (small[::2].astype(np.int32) + small[1::2]) // 2 * (len(_RAMP) - 1) // 255
    return Text("\n".join("".join(_RAMP[v] for v in row) for row in rows.tolist()))
