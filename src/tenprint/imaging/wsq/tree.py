"""The wavelet packet tree of WSQ: which part of the plane is split where, and the order of its 64 subbands.

Splitting a rectangle puts its low half first and its high half second. The high half's spectrum is mirrored, so when
it is split in turn its high half comes first ("flipped"). The longer half of an odd length is always the low one.

Source: IAFIS-IC-0110, section on the wavelet transform and its figure of the 64 subbands.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

SUBBANDS = 64
CODED = 60  # the four of the highest diagonal quarter are never sent


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A part of the plane; `flip_x` and `flip_y` say that its halves lie high before low."""

    x: int
    y: int
    width: int
    height: int
    flip_x: bool = False
    flip_y: bool = False

    def split(self) -> tuple[Rectangle, Rectangle, Rectangle, Rectangle]:
        """Quarter it: top left, top right, bottom left, bottom right."""
        left = self.width // 2 if self.flip_x else (self.width + 1) // 2
        top = self.height // 2 if self.flip_y else (self.height + 1) // 2
        right, bottom = self.width - left, self.height - top
        x, y = self.x + left, self.y + top
        return (
            Rectangle(self.x, self.y, left, top),
            Rectangle(x, self.y, right, top, flip_x=True),
            Rectangle(self.x, y, left, bottom, flip_y=True),
            Rectangle(x, y, right, bottom, flip_x=True, flip_y=True),
        )


@dataclass(frozen=True, slots=True)
class Tree:
    """The tree for one image size.

    Attributes:
        joins: rectangles to be joined from their four quarters, in the order of decoding (smallest first).
        bands: the 64 subbands in the order in which they are numbered and sent.
    """

    joins: tuple[Rectangle, ...]
    bands: tuple[Rectangle, ...]


@lru_cache(maxsize=64)
def tree(width: int, height: int) -> Tree:
    """Build the tree for an image of this size."""
    image = Rectangle(0, 0, width, height)
    low, right, below, diagonal = image.split()
    low_low, low_right, low_below, low_diagonal = low.split()
    splits = [image, low, right, below, low_low, low_right, low_below]

    def sixteen(part: Rectangle) -> list[Rectangle]:
        quarters = part.split()
        splits.extend(quarters)
        return [band for quarter in quarters for band in quarter.split()]

    lowest, *others = sixteen(low_low)
    splits.append(lowest)
    bands = [*lowest.split(), *others]
    for part in (low_right, low_below):
        bands += sixteen(part)
    bands.append(low_diagonal)
    for part in (right, below, diagonal):
        bands += part.split()
    assert len(bands) == SUBBANDS
    return Tree(tuple(reversed(splits)), tuple(bands))
