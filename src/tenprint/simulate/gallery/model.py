"""The fitted model: where minutiae lie relative to the core, how extraction sees them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tenprint.errors import ConfigurationError
from tenprint.simulate.gallery.parameters import LATTICE, OWN, SEEDS, STEPS
from tenprint.simulate.prints.parameters import DEFAULT

PATH = Path(__file__).with_name("model.npz")


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Everything fitted.

    Attributes:
        stress: how much less a node follows its neighbours where no wave can follow the field, see `lattice.grow`.
            It sets the density.
        singular: (7,) minutiae at cores and deltas, see `lattice.singular`.
        endings: share of endings.
        missed: mean and standard deviation over impressions of the square root of the share of true minutiae that
            extraction misses; roots, because most impressions lose few and some lose many.
        spurious: the same of false minutiae per cm2.
        displacement: standard deviation of a found minutia's position along each axis, px.
        direction: standard deviation of a found minutia's direction, radians.
        flipped: share of found minutiae with the opposite direction.
        kind_kept: share of found minutiae whose kind is right.
        quality_true, quality_spurious: (11,) deciles of the quality that extraction gives.
    """

    stress: NDArray[np.float64]
    singular: NDArray[np.float64]
    endings: NDArray[np.float64]
    missed: NDArray[np.float64]
    spurious: NDArray[np.float64]
    displacement: NDArray[np.float64]
    direction: NDArray[np.float64]
    flipped: NDArray[np.float64]
    kind_kept: NDArray[np.float64]
    quality_true: NDArray[np.float64]
    quality_spurious: NDArray[np.float64]

    def save(self, path: Path = PATH) -> None:
        """Write the model."""
        np.savez_compressed(path, **{f.name: getattr(self, f.name).astype(np.float32) for f in fields(self)})

    def growth(self) -> NDArray[np.float64]:
        """Return what `finger.draw_finger` takes as `growth`."""
        head = (LATTICE, SEEDS, OWN, float(self.stress), STEPS, DEFAULT.master.pair_distance)
        return np.array([*head, *self.singular], np.float64)

    def scalars(self) -> NDArray[np.float64]:
        """Return the scalars in the order of the kernel's constants: see `kernel`."""
        parts = (
            self.endings, self.missed, self.spurious, self.displacement, self.direction, self.flipped,
            self.kind_kept,
        )  # fmt: skip
        return np.concatenate([np.atleast_1d(p).astype(np.float64) for p in parts])

    def deciles(self) -> NDArray[np.float64]:
        """Return (2, 11): quality of true and of false minutiae."""
        return np.stack([self.quality_true, self.quality_spurious]).astype(np.float64)


@lru_cache(maxsize=2)
def load(path: Path = PATH) -> Model:
    """Read the model.

    Raises:
        ConfigurationError: it is missing or incomplete.
    """
    try:
        with np.load(path) as data:
            return Model(**{f.name: data[f.name].astype(np.float64) for f in fields(Model)})
    except (OSError, KeyError, ValueError) as error:
        raise ConfigurationError(
            "the fitted model of template galleries cannot be read", where=str(path), remedy="Run tools/fit_gallery.py."
        ) from error
