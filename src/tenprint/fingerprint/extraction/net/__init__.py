"""The back end `net`: our own small network, trained on synthetic prints only (docs/reference/model-card-net.md)."""

from __future__ import annotations

import importlib.util

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.extraction.minutiae import Found
from tenprint.fingerprint.extraction.net.decode import decode
from tenprint.fingerprint.extraction.net.infer import WEIGHTS, cells
from tenprint.fingerprint.extraction.net.maps import publish_maps
from tenprint.fingerprint.extraction.net.parameters import DEFAULT, Parameters
from tenprint.fingerprint.transparency import Transparency

NAME = "net"
VERSION = "1"


def available() -> bool:
    """Whether onnxruntime and the weights are there."""
    return importlib.util.find_spec("onnxruntime") is not None and WEIGHTS.is_file()


def find(
    pixels: NDArray[np.uint8], transparency: Transparency | None = None, parameters: Parameters = DEFAULT
) -> Found:
    """Find the minutiae of one finger.

    Args:
        pixels: (h, w) uint8 at 500 ppi, ridges dark.
        transparency: hears mask, orientation and candidates, see `transparency.KEYS`.

    Raises:
        ConfigurationError: onnxruntime or the weights cannot be loaded.
    """
    answer = cells(pixels)
    height, width = pixels.shape
    candidates, found = decode(answer, height, width, parameters)
    if transparency is not None:
        publish_maps(answer, height, width, transparency)
        transparency.publish("candidates", candidates.rows())
    return found
