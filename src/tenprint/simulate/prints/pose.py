"""Where each pixel of an impression comes from on the skin, and where each point of the skin goes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenprint.simulate.prints.presets import Conditions
from tenprint.simulate.prints.smooth import smooth_noise

GRID = 4  # px of 500 ppi between samples of the map
DISTORTION_REACH = 150.0  # px over which the displacement of the skin varies


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """The map from an impression to the skin, in px of 500 ppi, sampled every `GRID` px.

    Attributes:
        x, y: (rows, columns) float32, the point of the skin that touches here.
    """

    x: NDArray[np.float32]
    y: NDArray[np.float32]

    def skin(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the points of the skin under points of the impression."""
        return sample(self.x, x, y), sample(self.y, x, y)

    def impression(
        self, x: NDArray[np.float64], y: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return where points of the skin lie in the impression: Newton's method with the map's mean rotation."""
        r, c = self.x.shape
        a, b = r // 2, c // 2
        span = GRID * 8.0
        jxx = (self.x[a, b + 4] - self.x[a, b - 4]) / span
        jyx = (self.y[a, b + 4] - self.y[a, b - 4]) / span
        n = jxx * jxx + jyx * jyx
        px = np.full_like(x, b * GRID)
        py = np.full_like(y, a * GRID)
        for _ in range(12):
            sx, sy = self.skin(px, py)
            ex, ey = x - sx, y - sy
            px = px + (jxx * ex + jyx * ey) / n
            py = py + (jxx * ey - jyx * ex) / n
        return px, py


def sample(grid: NDArray[np.float32], x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Interpolate a coarse field linearly at (x, y); beyond its rim it continues linearly."""
    u, v = x / GRID, y / GRID
    j = np.clip(np.floor(u), 0, grid.shape[1] - 2).astype(np.int64)
    i = np.clip(np.floor(v), 0, grid.shape[0] - 2).astype(np.int64)
    s, t = u - j, v - i
    top = grid[i, j] * (1 - s) + grid[i, j + 1] * s
    bottom = grid[i + 1, j] * (1 - s) + grid[i + 1, j + 1] * s
    return np.asarray(top * (1 - t) + bottom * t, np.float64)


def rotation(degrees: float) -> tuple[float, float]:
    """Return cosine and sine of an angle by the Cayley transform: the same bits on every machine."""
    a = degrees * 0.008726646259971648
    t = a * (1.0 + a * a / 3.0 * (1.0 + 0.4 * a * a))
    n = 1.0 + t * t
    return (1.0 - t * t) / n, 2.0 * t / n


def draw_pose(
    width: int,
    height: int,
    centre: tuple[float, float],
    conditions: Conditions,
    generator: np.random.Generator,
) -> Pose:
    """Draw the pose of an impression of width x height px (500 ppi) whose middle shows the skin's point `centre`.

    Skin is stretched smoothly (two octaves) and twisted about the middle; the rigid part is rotation and shift.
    """
    amount = conditions.distortion
    rows, columns = height // GRID + 2, width // GRID + 2
    slow = [smooth_noise(generator, rows * GRID, columns * GRID, DISTORTION_REACH, GRID) for _ in range(2)]
    fast = [smooth_noise(generator, rows * GRID, columns * GRID, DISTORTION_REACH / 2.5, GRID) for _ in range(2)]
    dx = (np.arange(columns) * GRID - width / 2 - conditions.shift_x)[None, :]
    dy = (np.arange(rows) * GRID - height / 2 - conditions.shift_y)[:, None]
    c, s = rotation(conditions.rotation)
    far = np.minimum((dx * dx + dy * dy) / (160.0 * 160.0), 2.0)
    twist = conditions.torsion * 0.017453292519943295 * far * 0.5
    x = c * dx - s * dy
    y = s * dx + c * dy
    x, y = x - twist * y, y + twist * x
    x = centre[0] + x + amount * (slow[0] + 0.18 * fast[0])
    y = centre[1] + y + amount * (slow[1] + 0.18 * fast[1])
    return Pose(x.astype(np.float32), y.astype(np.float32))
