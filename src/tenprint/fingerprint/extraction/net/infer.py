"""Running the network: one cached session on one thread, images padded by their own edges."""

from __future__ import annotations

import functools
import threading
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenprint.errors import ConfigurationError
from tenprint.fingerprint.extraction.net.parameters import MULTIPLE

WEIGHTS = Path(__file__).with_name("net.onnx")
_LOADING = threading.Lock()


@functools.lru_cache(maxsize=4)
def _load(path: Path) -> Any:
    try:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # callers run images side by side, not parts of one image
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises bare exceptions of many kinds
        raise ConfigurationError(
            f"the network {path.name} cannot be loaded: {error}",
            remedy="Install tenprint with its package data and onnxruntime, or choose the back end 'classical'.",
        ) from error


def session(path: Path = WEIGHTS) -> Any:
    """Return the session of an ONNX file; sessions are cached and may be used from several threads.

    Raises:
        ConfigurationError: onnxruntime or the file cannot be loaded.
    """
    with _LOADING:
        return _load(path)


def cells(pixels: NDArray[np.uint8], path: Path = WEIGHTS) -> NDArray[np.float32]:
    """Ask the network about an image.

    Args:
        pixels: (h, w) uint8 at 500 ppi, ridges dark. Local contrast is normalised inside the network.

    Returns:
        (9, rows, columns) float32, a cell for each 8 x 8 px of the padded image, channels as in `parameters`.
    """
    height, width = pixels.shape
    padded = np.pad(pixels, ((0, -height % MULTIPLE), (0, -width % MULTIPLE)), mode="edge")
    (answer,) = session(path).run(None, {"image": padded[None, None].astype(np.float32)})
    return answer[0]  # type: ignore[no-any-return]
