from __future__ import annotations

import builtins
from pathlib import Path

import numpy as np
import pytest

from tenprint import imaging
from tenprint.errors import ConfigurationError
from tenprint.fingerprint.quality import nfiq2


def test_without_the_extra_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name == "nbis":
            raise ImportError(name)
        return real(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ConfigurationError, match="nfiq2"):
        nfiq2(np.zeros((100, 100), dtype=np.uint8), 500)


def test_scores_equal_those_of_nist(shared: Path) -> None:
    pytest.importorskip("nbis")
    folder = shared / "samples" / "nfiq2-examples" / "images"
    images = [imaging.decode((folder / f"SFinGe_Test0{n}.pgm").read_bytes()) for n in range(1, 6)]
    assert [nfiq2(image.pixels, 500) for image in images] == [54, 45, 53, 52, 57]
