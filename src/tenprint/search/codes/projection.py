"""The trained numbers of the filter codes: package data, made by `tools/train_codes.py` from synthetic prints only."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from tenprint.errors import ConfigurationError
from tenprint.search.codes import parameters

FILE = "projection.npz"


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """What turns neighbourhoods into codes.

    Attributes:
        mean: (DIMENSIONS,) of neighbourhoods.
        components: (DIMENSIONS, COMPONENTS) principal axes.
        words: (WORDS, COMPONENTS) vocabulary.
        centre: (WORDS * COMPONENTS,) mean of aggregates.
        planes: (WORDS * COMPONENTS, BITS) whitened, rotated hyperplanes, each up to a factor.
        name: of the codes; it contains a digest of all numbers, those of `parameters` too.
    """

    mean: NDArray[np.float32]
    components: NDArray[np.float32]
    words: NDArray[np.float32]
    centre: NDArray[np.float32]
    planes: NDArray[np.float32]
    name: str


def load_projection(data: bytes) -> Projection:
    """Read the numbers from the bytes of the file."""
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        arrays = {key: file[key].astype(np.float32) for key in ("mean", "components", "words", "centre", "planes")}
    return Projection(**arrays, name=f"vlad512-{_digest(data)}")


def _digest(data: bytes) -> str:
    """Return what tells codes apart that were made in different ways: of the file and of all numbers beside it."""
    numbers = {name: value for name, value in vars(parameters).items() if name.isupper()}
    return hashlib.sha256(data + repr(sorted(numbers.items())).encode()).hexdigest()[:12]


@cache
def standard_projection() -> Projection:
    """Return the projection of this version.

    Raises:
        ConfigurationError: the package lacks its data file.
    """
    try:
        return load_projection(resources.files("tenprint.search.codes").joinpath("data", FILE).read_bytes())
    except FileNotFoundError:
        raise ConfigurationError(
            "the projection of the filter codes is missing", remedy="Install the package again, with its data."
        ) from None
