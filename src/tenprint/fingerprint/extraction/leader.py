"""The back end `leader`: the network LEADER (arXiv 2602.15493), where its weights are installed (`tenprint[leader]`).

The package `afis` (MIT) carries the weights as one ONNX file. Only that file is used: the package itself would import
SciPy, scikit-image and its own matcher, and scale images by nearest neighbours. The network's training set is not
documented, and it takes about a second an image, so it is never the default.
"""

from __future__ import annotations

import functools
import importlib.util
import threading
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenprint.errors import ConfigurationError
from tenprint.fingerprint.extraction.minutiae import Found
from tenprint.fingerprint.template import BIFURCATION, ENDING
from tenprint.fingerprint.transparency import Transparency

NAME = "leader"
VERSION = "1"

PACKAGE, FILE = "afis", "weights/leader/LEADER.onnx"
MULTIPLE = 32  # px, the network takes whole multiples
LEAST = 0.5  # quality from which a minutia is kept; the authors' threshold is 0.5 to 0.6
ENDS = 0.5  # third channel from which a minutia is an ending
MOST = 120  # minutiae kept
_LOADING = threading.Lock()


def available() -> bool:
    """Whether the weights are installed."""
    return _weights() is not None


def find(pixels: NDArray[np.uint8], transparency: Transparency | None = None) -> Found:
    """Find the minutiae of one finger.

    Args:
        pixels: (h, w) uint8 at 500 ppi, ridges dark.
        transparency: hears nothing from inside a network but the candidates.

    Raises:
        ConfigurationError: the weights are not installed or cannot be loaded.
    """
    height, width = pixels.shape
    down, across = -height % MULTIPLE, -width % MULTIPLE
    top, left = down // 2, across // 2
    frame = ((top, down - top), (left, across - left))
    padded = np.pad(pixels, frame, constant_values=int(pixels[0, 0])).astype(np.float32)
    with _LOADING:
        session = _session()
    answer = session.run(None, {"input": padded[None, ..., None]})[0][0]
    answer = answer[top : top + height, left : left + width]  # position, direction, kind, quality after suppression
    y, x = np.nonzero(answer[..., 3] > 0.5 * LEAST)
    at = answer[y, x].astype(np.float64)
    kind = np.where(at[:, 2] >= ENDS, ENDING, BIFURCATION).astype(np.uint8)
    candidates = Found(x.astype(np.float64), y.astype(np.float64), at[:, 1], kind, np.clip(at[:, 3], 0, 1))
    if transparency is not None:
        transparency.publish("candidates", candidates.rows())
    order = np.argsort(-candidates.quality, kind="stable")[:MOST]
    return candidates.take(order[candidates.quality[order] >= LEAST])


def _weights() -> Path | None:
    found = importlib.util.find_spec(PACKAGE)  # does not import the package
    for folder in (found.submodule_search_locations or []) if found else []:
        path = Path(folder) / FILE
        if path.is_file():
            return path
    return None


@functools.lru_cache(maxsize=1)
def _session() -> Any:
    path = _weights()
    if path is None:
        raise ConfigurationError(
            "the back end 'leader' is not installed", remedy="Run: pip install 'tenprint[leader]', or choose another."
        )
    try:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # callers run images side by side, not parts of one image
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises bare exceptions of many kinds
        raise ConfigurationError(
            f"the network {path.name} cannot be loaded: {error}", remedy="Reinstall the packages afis and onnxruntime."
        ) from error
