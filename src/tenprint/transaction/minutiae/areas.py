"""Extended data areas of the templates: ridge counts, cores and deltas (ISO/IEC 19794-2:2005 clause 7.5)."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tenprint.transaction.minutiae.model import Core, Delta, RidgeCount
from tenprint.transaction.minutiae.units import centre

if TYPE_CHECKING:
    from tenprint.transaction.minutiae.template import Cursor

RIDGE_COUNTS, CORES_AND_DELTAS = 1, 2
# Two bits before a count (INCITS) or a place (ISO): the points have directions.
_WITH_ANGLES = 1
_COUNT_BITS = {"iso2005": 0x0F, "ansi2004": 0x0F}
_DELTA_ANGLES = 3


@dataclass(slots=True)
class Areas:
    """The areas of a view: type code and bytes, and the lengths that were stated wrongly."""

    found: list[tuple[int, bytes]] = field(default_factory=list)
    stated: dict[str, int] = field(default_factory=dict)

    def order(self) -> tuple[int, ...]:
        """Return the type codes in file order."""
        return tuple(code for code, _ in self.found)

    def others(self) -> tuple[tuple[int, bytes], ...]:
        """Return the areas that the model has no place for; of known ones only the first is read."""
        seen: set[int] = set()
        left = []
        for code, data in self.found:
            if code not in (RIDGE_COUNTS, CORES_AND_DELTAS) or code in seen:
                left.append((code, data))
            seen.add(code)
        return tuple(left)

    def first(self, code: int) -> bytes | None:
        """Return the bytes of the first area of a type, None where there is none."""
        return next((data for kind, data in self.found if kind == code), None)


def ridge_counts(areas: Areas, cursor: Cursor) -> tuple[tuple[RidgeCount, ...], int]:
    """Return the ridge counts and the method of counting.

    Raises:
        TemplateError: the area is cut short.
    """
    data = areas.first(RIDGE_COUNTS)
    if data is None:
        return (), 0
    if len(data) % 3 != 1:
        raise cursor.error(f"an area of {len(data)} bytes holds no whole number of ridge counts")
    return tuple(RidgeCount(*data[n : n + 3]) for n in range(1, len(data), 3)), data[0]


def cores_and_deltas(
    areas: Areas, kind: str, step: float, cursor: Cursor
) -> tuple[tuple[Core, ...], tuple[Delta, ...]]:
    """Return cores and deltas.

    Raises:
        TemplateError: the area is cut short or longer than its points.
    """
    data = areas.first(CORES_AND_DELTAS)
    if data is None:
        return (), ()
    cores, at = _points(data, 0, kind, 1, cursor)
    deltas, at = _points(data, at, kind, _DELTA_ANGLES, cursor)
    if at != len(data):
        raise cursor.error("the area of cores and deltas is longer than its points")
    return (
        tuple(Core(x, y, angles[0] * step % 360.0 if angles else None) for x, y, angles in cores),
        tuple(Delta(x, y, tuple(a * step % 360.0 for a in angles)) for x, y, angles in deltas),
    )


def structural_length(code: int, stated: int, kind: str, cursor: Cursor) -> int:
    """Return how long an area is by what it contains; what is stated where only that is known."""
    if code != CORES_AND_DELTAS:
        return stated
    rest = cursor.data[cursor.at : cursor.end]
    _, at = _points(rest, 0, kind, 1, cursor)
    _, at = _points(rest, at, kind, _DELTA_ANGLES, cursor)
    return at


def _points(data: bytes, at: int, kind: str, most: int, cursor: Cursor) -> tuple[list[tuple[float, float, bytes]], int]:
    """Read a count and as many points; ISO flags directions at each, INCITS once for all."""
    if at >= len(data):
        raise cursor.error("the area of cores and deltas ends before its points")
    flag, count = data[at] >> 6, data[at] & _COUNT_BITS[kind]
    at += 1
    points = []
    for _ in range(count):
        if at + 4 > len(data):
            raise cursor.error("the area of cores and deltas is cut short")
        x, y = struct.unpack_from(">HH", data, at)
        at += 4
        angles = most if (flag if kind == "ansi2004" else x >> 14) == _WITH_ANGLES else 0
        if at + angles > len(data):
            raise cursor.error("the area of cores and deltas is cut short")
        points.append((centre(x & 0x3FFF), centre(y & 0x3FFF), data[at : at + angles]))
        at += angles
    return points, at
