"""The ridge-period map: one level per person and finger, wider toward the joint and the tip, adapted to the flow."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tenprint.simulate.prints.adaptation import adapt
from tenprint.simulate.prints.orientation import Frame
from tenprint.simulate.prints.parameters import MasterParameters
from tenprint.simulate.prints.smooth import smooth_noise


def period_map(
    frame: Frame,
    orientation: NDArray[np.float32],
    parameters: MasterParameters,
    person: np.random.Generator,
    own: np.random.Generator,
) -> NDArray[np.float32]:
    """Return the ridge period in px of 500 ppi on the coarse grid, on which `orientation` lies too."""
    p = parameters
    level = p.period_mean
    level += p.period_spread_person * person.standard_normal() + p.period_spread_finger * own.standard_normal()
    local = smooth_noise(own, p.height + p.grid, p.width + p.grid, p.period_local_reach, p.grid)
    rows = np.arange(local.shape[0]) * p.grid
    up = np.clip((frame.y - rows) / (frame.unit * frame.stretch), 0.0, 1.2)  # 0 at the joint, about 1.1 at the tip
    low = np.clip((0.45 - up) / 0.45, 0.0, 1.0)
    high = np.clip((up - 0.8) / 0.3, 0.0, 1.0)
    along = 1.0 + p.period_base * low * low + p.period_tip * high * high
    alone = (level * along[:, None] * (1.0 + p.period_local * local)).astype(np.float32)
    out = alone * _adaptation(orientation, alone, p)
    return np.asarray(np.clip(out, p.period_low, p.period_high), np.float32)


def _adaptation(
    orientation: NDArray[np.float32], alone: NDArray[np.float32], p: MasterParameters
) -> NDArray[np.float32]:
    """Return the factor by which the flow changes the period, solved on a coarser grid and interpolated."""
    every = p.adaptation_grid // p.grid
    cosine, sine, period = (
        np.ascontiguousarray(f[::every, ::every]) for f in (orientation[..., 0], orientation[..., 1], alone)
    )
    adapted = period.copy()
    pull = np.float32((p.adaptation_grid / p.adaptation_reach) ** 2)
    work = np.empty((8, *period.shape), np.float32)
    adapt(cosine, sine, adapted, pull, np.float32(p.adaptation_stiffness), p.adaptation_steps, work)
    factor = np.pad(adapted / period, ((0, 1), (0, 1)), mode="edge")
    i, a = np.divmod(np.arange(alone.shape[0]), every)
    j, b = np.divmod(np.arange(alone.shape[1]), every)
    t, s = (a / every).astype(np.float32)[:, None], (b / every).astype(np.float32)[None, :]
    top = factor[i][:, j] * (1 - s) + factor[i][:, j + 1] * s
    bottom = factor[i + 1][:, j] * (1 - s) + factor[i + 1][:, j + 1] * s
    return np.asarray(top * (1 - t) + bottom * t, np.float32)
