"""A master print: the friction ridge skin of one finger, with everything about it known."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenprint.errors import UsageError
from tenprint.fingerprint.template import Template
from tenprint.simulate.prints.filters import LEVEL, bank, saturation
from tenprint.simulate.prints.growth import choose_filters, double, filter_once, grow, padded
from tenprint.simulate.prints.layout import Layout, draw_layout
from tenprint.simulate.prints.orientation import Frame, orientation_field
from tenprint.simulate.prints.outline import draw_outline
from tenprint.simulate.prints.parameters import DEFAULT, Parameters
from tenprint.simulate.prints.pattern import DOUBLE_LOOP, PATTERNS, WHORL, Pattern, draw_class, pattern_of
from tenprint.simulate.prints.period import period_map
from tenprint.simulate.prints.streams import stream
from tenprint.simulate.prints.truth import find_minutiae

COARSE_RADIUS, FINE_RADIUS = 4, 7
PX_PER_CM = 500 / 2.54


@dataclass(frozen=True, slots=True)
class SingularPoint:
    """A core or delta: px at the master's resolution, direction in radians (y up; of a core: where it bulges)."""

    kind: str
    x: float
    y: float
    direction: float


@dataclass(frozen=True, slots=True, eq=False)
class Master:
    """The skin of one finger on a canvas of 800 x 750 px at 500 ppi (1600 x 1500 at 1000).

    Attributes:
        seed, finger: what it was made from; finger is the ANSI/NIST-ITL position 1 to 10.
        pattern: its class.
        ppi: 500 or 1000.
        ridges: (h, w) int8, the clean ridge map: height of the skin from -127 (valley) to 127 (ridge).
        mask: (h, w) bool, the rolled area.
        orientation: (h, w) float32, ridge orientation in [0, pi), counter-clockwise from the x axis as seen.
        period: (h, w) float32, px at this resolution.
        minutiae: the true minutiae (in px of 500 ppi, as every template).
        singular_points: cores and deltas.
        orientation_grid, period_grid: the same fields as they were made, every 4 px of 500 ppi
            (cosine and sine of the double angle; px of 500 ppi).
    """

    seed: int
    finger: int
    pattern: Pattern
    ppi: int
    ridges: NDArray[np.int8]
    mask: NDArray[np.bool_]
    minutiae: Template
    singular_points: tuple[SingularPoint, ...]
    orientation_grid: NDArray[np.float32]
    period_grid: NDArray[np.float32]

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """The skin drawn as a perfect print: black ridges on white, (h, w) uint8."""
        drawn = (128 - self.ridges.astype(np.int16)).clip(0, 255).astype(np.uint8)
        return np.where(self.mask, drawn, np.uint8(255))

    @property
    def orientation(self) -> NDArray[np.float32]:
        """Ridge orientation of each pixel, radians in [0, pi)."""
        c, s = (_enlarge(self.orientation_grid[..., k], self.mask.shape) for k in (0, 1))
        return np.mod(np.arctan2(s, c) / 2, np.pi).astype(np.float32)

    @property
    def period(self) -> NDArray[np.float32]:
        """Ridge period of each pixel, px at this resolution."""
        return _enlarge(self.period_grid, self.mask.shape) * np.float32(self.ppi / 500)


def _enlarge(grid: NDArray[np.float32], shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Interpolate a coarse field linearly to `shape`."""
    rows = np.linspace(0, grid.shape[0] - 2, shape[0], dtype=np.float32)
    columns = np.linspace(0, grid.shape[1] - 2, shape[1], dtype=np.float32)
    i, j = rows.astype(np.int64), columns.astype(np.int64)
    t, s = (rows - i)[:, None], (columns - j)[None, :]
    top = grid[i][:, j] * (1 - s) + grid[i][:, j + 1] * s
    bottom = grid[i + 1][:, j] * (1 - s) + grid[i + 1][:, j + 1] * s
    return np.asarray(top * (1 - t) + bottom * t, np.float32)


def master(
    seed: int,
    *,
    pattern: Pattern | str | None = None,
    finger: int = 1,
    ppi: int = 500,
    parameters: Parameters = DEFAULT,
) -> Master:
    """Make the master print of one finger of one synthetic person.

    Args:
        seed: the person; fingers of one seed resemble each other in class, size and ridge period.
        pattern: force a class; by default one is drawn at its natural frequency for this finger.
        finger: ANSI/NIST-ITL position, 1 (right thumb) to 10 (left little finger).
        ppi: 500 or 1000.
        parameters: numbers of the generator.

    Returns:
        The print and its truth; the same bytes for the same arguments on every machine.

    Raises:
        UsageError: the finger, resolution or class does not exist.
    """
    wanted = _checked(finger, ppi, pattern)
    p = parameters.master
    person, own = stream(seed, "person", "size"), stream(seed, finger, "master")
    code = draw_class(seed, finger, parameters.frequencies)
    if wanted is not None and not (wanted is Pattern.WHORL and code in (WHORL, DOUBLE_LOOP)):
        code = PATTERNS.index(wanted)
    layout = draw_layout(code, p.stretch, own)
    frame, mask = draw_outline(finger, p, person, own)
    orientation = orientation_field(layout, frame, p, own)
    period = period_map(frame, orientation, p, person, own)
    even, odd, index = _grow(orientation, period, mask, parameters, own)
    x, y, direction, kind = find_minutiae(
        even, odd, index, p.periods, p.orientations, pair_distance=p.pair_distance, kind_probe=p.kind_probe
    )
    truth = Template(
        x, y, direction, kind, np.full(len(x), 100, np.uint8), p.width, p.height, finger, 1, 100, "synthetic truth"
    )
    ridges = np.clip(even >> 5, -127, 127).astype(np.int8)
    points = _singular_points(layout, frame, ppi / 500)
    made = Master(seed, finger, pattern_of(code), 500, ridges, mask, truth, points, orientation, period)
    return made if ppi == 500 else _at_1000(made)


def _checked(finger: int, ppi: int, pattern: Pattern | str | None) -> Pattern | None:
    if not 1 <= finger <= 10:
        raise UsageError(f"there is no finger {finger}", remedy="Positions are 1 (right thumb) to 10 (left little).")
    if ppi not in (500, 1000):
        raise UsageError(f"{ppi} ppi is not made", remedy="Choose 500 or 1000.")
    if pattern is None:
        return None
    try:
        return Pattern(pattern)
    except ValueError:
        raise UsageError(
            f"there is no pattern {pattern!r}", remedy=f"Choose one of: {', '.join(k.value for k in Pattern)}."
        ) from None


def _grow(
    orientation: NDArray[np.float32],
    period: NDArray[np.float32],
    mask: NDArray[np.bool_],
    parameters: Parameters,
    own: np.random.Generator,
) -> tuple[NDArray[np.int16], NDArray[np.int16], NDArray[np.int32]]:
    """Grow the ridges; return the quadrature pair of responses and the filter of each pixel."""
    p = parameters.master
    coarse = bank(COARSE_RADIUS, p.orientations, p.periods, p.period_low / 2, p.period_high / 2)
    fine = bank(FINE_RADIUS, p.orientations, p.periods, p.period_low, p.period_high)
    half_mask = np.ascontiguousarray(mask[::2, ::2])
    index = np.empty(half_mask.shape, np.int32)
    choose_filters(
        orientation, period, half_mask, p.grid / 2, 0.5, p.orientations, p.periods, coarse.low, coarse.high, index
    )
    rows, columns = np.nonzero(half_mask)
    area = len(rows) * 4 / PX_PER_CM**2
    pick = (own.random(max(1, round(area * p.seeds_per_cm2))) * len(rows)).astype(np.int64)
    points = np.stack([columns[pick], rows[pick]], axis=1).astype(np.float64)
    grown = grow(index, coarse, points, p.coarse_steps, saturation(p.gain))
    height, width = mask.shape
    index = np.empty((height, width), np.int32)
    choose_filters(orientation, period, mask, p.grid, 1.0, p.orientations, p.periods, fine.low, fine.high, index)
    image, other = padded(height, width, FINE_RADIUS), padded(height, width, FINE_RADIUS)
    double(grown, COARSE_RADIUS, image, FINE_RADIUS)
    span = np.zeros((mask.shape[0], 2), np.int32)
    span[:, 1] = mask.shape[1]
    for _ in range(p.fine_steps - 1):
        filter_once(image, index, fine.even, saturation(p.gain), span, other)
        image, other = other, image
    odd = padded(height, width, FINE_RADIUS)
    soft = saturation(p.gain_last)
    other[:] = 0
    filter_once(image, index, fine.even, soft, span, other)
    filter_once(image, index, fine.odd, soft, span, odd)
    inner = np.s_[FINE_RADIUS : FINE_RADIUS + mask.shape[0], FINE_RADIUS : FINE_RADIUS + mask.shape[1]]
    return other[inner], odd[inner], index


def _singular_points(layout: Layout, frame: Frame, scale: float) -> tuple[SingularPoint, ...]:
    out = []
    for x, y, ax, ay in layout.cores.tolist():
        px, py = frame.to_pixels(x, y)
        out.append(SingularPoint("core", px * scale, py * scale, math.atan2(ay, ax) % (2 * math.pi)))
    for x, y in layout.deltas.tolist():
        px, py = frame.to_pixels(x, y)
        out.append(SingularPoint("delta", px * scale, py * scale, 0.0))
    return tuple(out)


def _at_1000(made: Master) -> Master:
    """Return the same finger at 1000 ppi; the pattern's period is 18 px there, so interpolation loses nothing."""
    h, w = made.ridges.shape
    padded_map = np.pad(made.ridges.astype(np.int16) * (LEVEL // 128), ((0, 1), (0, 1)), mode="edge")
    even = padded_map[:-1, :-1]
    out = np.empty((2 * h, 2 * w), np.int16)
    out[::2, ::2] = even
    out[::2, 1::2] = (even + padded_map[:-1, 1:]) // 2
    out[1::2, ::2] = (even + padded_map[1:, :-1]) // 2
    out[1::2, 1::2] = (even + padded_map[:-1, 1:] + padded_map[1:, :-1] + padded_map[1:, 1:]) // 4
    ridges = np.clip(out >> 5, -127, 127).astype(np.int8)
    mask = made.mask.repeat(2, axis=0).repeat(2, axis=1)
    return Master(
        made.seed,
        made.finger,
        made.pattern,
        1000,
        ridges,
        mask,
        made.minutiae,
        made.singular_points,
        made.orientation_grid,
        made.period_grid,
    )
