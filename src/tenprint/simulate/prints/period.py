"""The ridge-period map: one level per person and finger, wider toward the joint and the tip, smooth variation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tenprint.simulate.prints.orientation import Frame
from tenprint.simulate.prints.parameters import MasterParameters
from tenprint.simulate.prints.smooth import smooth_noise


def period_map(
    frame: Frame, parameters: MasterParameters, person: np.random.Generator, own: np.random.Generator
) -> NDArray[np.float32]:
    """Return the ridge period in px of 500 ppi on the coarse grid."""
    p = parameters
    level = p.period_mean
    level += p.period_spread_person * person.standard_normal() + p.period_spread_finger * own.standard_normal()
    local = smooth_noise(own, p.height + p.grid, p.width + p.grid, p.period_local_reach, p.grid)
    rows = np.arange(local.shape[0]) * p.grid
    up = np.clip((frame.y - rows) / (frame.unit * frame.stretch), 0.0, 1.2)  # 0 at the joint, about 1.1 at the tip
    low = np.clip((0.45 - up) / 0.45, 0.0, 1.0)
    high = np.clip((up - 0.8) / 0.3, 0.0, 1.0)
    along = 1.0 + p.period_base * low * low + p.period_tip * high * high
    out = level * along[:, None] * (1.0 + p.period_local * local)
    return np.asarray(np.clip(out, p.period_low, p.period_high), np.float32)
