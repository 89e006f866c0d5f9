"""Truth carried from the skin into a picture of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.template import Template
from tenprint.simulate.prints.pose import Pose, sample

_AHEAD = 5.0  # px along a minutia's direction: two points carried along give the direction in the picture
_RIM = 6  # px from the edge of the picture within which no minutia can be recognised
_SEEN = 10  # clarity below which a minutia does not show


def carry(
    true: Template, pose: Pose, clarity: NDArray[np.float32], impression_type: int, width: int, height: int
) -> Template:
    """Carry the true minutiae along; keep those that the picture shows, best first."""
    x, y = pose.impression(true.x.astype(np.float64), true.y.astype(np.float64))
    tip_x, tip_y = pose.impression(
        true.x + _AHEAD * np.cos(true.direction.astype(np.float64)),
        true.y - _AHEAD * np.sin(true.direction.astype(np.float64)),
    )
    direction = np.mod(np.arctan2(-(tip_y - y), tip_x - x), 2 * np.pi).astype(np.float32)
    inside = (x >= _RIM) & (y >= _RIM) & (x < width - _RIM) & (y < height - _RIM)
    seen = np.clip(sample(clarity, np.clip(x, 0, width - 1), np.clip(y, 0, height - 1)), 0, 100)
    keep = np.flatnonzero(inside & (seen >= _SEEN))
    keep = keep[np.argsort(-seen[keep], kind="stable")]
    return Template(
        x[keep].astype(np.float32), y[keep].astype(np.float32), direction[keep], true.kind[keep],
        np.rint(seen[keep]).astype(np.uint8), width, height, true.position, impression_type,
        int(np.rint(np.mean(seen[keep]))) if len(keep) else 0, "synthetic truth",
    )  # fmt: skip
