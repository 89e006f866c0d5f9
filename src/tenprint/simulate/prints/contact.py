"""Where and how firmly the skin touches: outline of the contact, pressure, moisture, surface."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tenprint.simulate.prints.master import Master
from tenprint.simulate.prints.pose import GRID, Pose, sample
from tenprint.simulate.prints.presets import Conditions, Kind
from tenprint.simulate.prints.render import BIAS, LAYERS, ROUGH, SKIN_X, SKIN_Y, STRENGTH, SURFACE
from tenprint.simulate.prints.smooth import smooth_noise

# Half axes of the contact as shares of the rolled half width and half length; rolled: the whole outline.
_CONTACT: dict[Kind, tuple[float, float]] = {
    Kind.ROLLED: (0.97, 0.97),
    Kind.PLAIN: (0.54, 0.66),
    Kind.SLAP: (0.53, 0.60),
    Kind.PARTIAL: (0.54, 0.66),
}
# How fast the skin leaves the surface near the rim: ridge heights per relative radius and its square.
_MARGIN, _LIFT, _LIFT_MORE = 0.10, 2.5, 60.0


def contact_fields(
    master: Master,
    kind: Kind,
    pose: Pose,
    centre: tuple[float, float],
    width: int,
    height: int,
    how: Conditions,
    generator: np.random.Generator,
) -> NDArray[np.float32]:
    """Return the coarse fields that `render` reads: (rows, columns, 6) float32, one sample per 4 px of 500 ppi."""
    scale = master.ppi / 500
    rows, columns = pose.x.shape
    h, w = rows * GRID, columns * GRID

    def vary(reach: float) -> NDArray[np.float32]:
        return smooth_noise(generator, h, w, reach, GRID)

    fields = np.empty((rows, columns, LAYERS), np.float32)
    fields[..., SKIN_X], fields[..., SKIN_Y] = pose.x, pose.y
    extent_y = np.flatnonzero(master.mask.any(axis=1))[[0, -1]] / scale
    extent_x = np.flatnonzero(master.mask.any(axis=0))[[0, -1]] / scale
    share_x, share_y = _CONTACT[kind]
    grown = 1.0 + 0.10 * how.pressure
    half_x = share_x * grown * float(extent_x[1] - extent_x[0]) / 2
    half_y = share_y * grown * float(extent_y[1] - extent_y[0]) / 2
    u = (pose.x - centre[0]) / half_x
    v = (pose.y - centre[1]) / half_y
    # Rounded outline: an ellipse at the tip, squarer below.
    square = u * u * u * u + v * v * v * v
    round_ = (u * u + v * v) * (u * u + v * v)
    outline = np.sqrt(np.sqrt(np.where(v < 0, 0.6 * round_ + 0.4 * square, 0.25 * round_ + 0.75 * square)))
    ragged = 0.022 * vary(60.0) + 0.012 * vary(16.0)
    beyond = outline + ragged - 1.0
    lifted = np.maximum(0.0, beyond + _MARGIN)
    rim = -_LIFT * lifted - _LIFT_MORE * lifted * lifted
    outside = _outside(master, pose, scale)
    uneven = how.unevenness
    pressure = 0.38 * how.pressure + 0.20 * uneven * vary(70.0)
    moisture = how.moisture + 0.45 * uneven * vary(55.0)
    wet, dry = np.maximum(moisture, 0.0), np.maximum(-moisture, 0.0)
    fields[..., BIAS] = pressure + 0.75 * wet - 0.35 * dry + rim + outside
    fields[..., ROUGH] = 0.26 + 0.90 * dry + 0.14 * uneven + 0.35 * np.minimum(1.0, -rim)
    vignette_x = (np.arange(columns) * GRID / width - 0.5)[None, :]
    vignette_y = (np.arange(rows) * GRID / height - 0.5)[:, None]
    fields[..., SURFACE] = (
        how.background - how.vignette * 2.0 * (vignette_x**2 + vignette_y**2) + (0.5 + 0.12 * how.vignette) * vary(60.0)
    )
    fields[..., STRENGTH] = np.clip(0.97 + 0.10 * uneven * vary(45.0) - 0.25 * dry + 0.1 * pressure, 0.25, 1.0)
    return fields


def _outside(master: Master, pose: Pose, scale: float) -> NDArray[np.float64]:
    """Return a bias that falls from 0 to -9 where the pose leaves the rolled area, smooth over some px."""
    block = round(GRID * scale)
    h, w = (n // block for n in master.mask.shape)
    inside = master.mask[: h * block, : w * block].reshape(h, block, w, block).mean(axis=(1, 3))
    for _ in range(2):
        inside = (np.roll(inside, 1, 0) + 2 * inside + np.roll(inside, -1, 0)) / 4
        inside = (np.roll(inside, 1, 1) + 2 * inside + np.roll(inside, -1, 1)) / 4
    shown = sample(inside.astype(np.float32), pose.x.astype(np.float64), pose.y.astype(np.float64))
    beyond = (pose.x < 0) | (pose.y < 0) | (pose.x >= w * GRID) | (pose.y >= h * GRID)
    return np.where(beyond, -9.0, -9.0 * (1.0 - np.clip(shown, 0.0, 1.0)))


def visible(fields: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how clearly ridges show, 0 to 100, on the coarse grid: contact neither too light nor filled, not rough."""
    bias, rough = fields[..., BIAS], fields[..., ROUGH]
    light = np.clip((bias + 0.95) / 0.6, 0.0, 1.0)
    filled = np.clip((1.05 - bias) / 0.5, 0.0, 1.0)
    clear = 1.0 - 0.55 * np.clip(rough - 0.28, 0.0, 1.0)
    out = 100.0 * np.minimum(light, filled) * clear * fields[..., STRENGTH]
    return np.asarray(out, np.float32)
