"""Tell, once, that the kernels are about to be compiled: the first extraction after an installation takes longer."""

from __future__ import annotations

from pathlib import Path

from tenprint.fingerprint.compilation import announce
from tenprint.fingerprint.extraction import smooth


def announce_compilation() -> None:
    """Write one line to stderr where the kernels are not in Numba's cache; afterwards silent."""
    announce("extractor", smooth.box_moments, [Path(smooth.__file__)])
