"""What is no good print: an empty or small template or a clear error, never a crash; and what scanners deliver."""

from __future__ import annotations

import math
import sys
import types
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tenprint.errors import ConfigurationError, ImageError
from tenprint.fingerprint.extraction import extract, leader
from tenprint.fingerprint.extraction.registry import backend
from tenprint.fingerprint.extraction.resolution import at_500_ppi


def spiral(scale: float) -> NDArray[np.uint8]:
    """Level ridges of 9 px with one minutia at (131, 122) px, both at 500 ppi, drawn `scale` times larger."""
    y, x = np.mgrid[0 : round(240 * scale), 0 : round(260 * scale)].astype(float)
    y, x = (y + 0.5) / scale - 0.5, (x + 0.5) / scale - 0.5
    phase = 2 * math.pi / 9 * y + np.arctan2(y - 122, x - 131)
    return np.round(128 - 100 * np.cos(phase)).astype(np.uint8)


@pytest.mark.parametrize("ppi", [500, 512, 569, 1000])
def test_the_template_is_in_500_ppi_whatever_the_scanner(ppi: float) -> None:
    template = extract(spiral(ppi / 500), ppi, backend="classical")
    assert len(template) == 1
    assert math.hypot(template.x[0] - 131, template.y[0] - 122) < 5
    assert abs(template.width - 260) <= 1
    assert abs(template.height - 240) <= 1


def test_colour_and_16_bits_are_read_as_grey() -> None:
    grey = spiral(1.0)
    expected = extract(grey, 500, backend="classical")
    for image in (np.stack([grey] * 3, axis=-1), grey.astype(np.uint16) * 257, grey[..., None]):
        template = extract(image, 500, backend="classical")
        assert np.array_equal(template.x, expected.x)
        assert np.array_equal(template.direction, expected.direction)


def photograph() -> NDArray[np.uint8]:
    """Something with shading, edges and texture, but without ridges."""
    y, x = np.mgrid[0:400, 0:500].astype(float)
    scene = 90 + 60 * np.sin(x / 90) * np.cos(y / 70) + 70 * ((x - 300) ** 2 + (y - 150) ** 2 < 90**2)
    scene += np.random.default_rng(4).normal(0, 6, scene.shape)
    return np.clip(scene, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(np.zeros((300, 300), np.uint8), id="black"),
        pytest.param(np.tile(np.array([[0, 255], [255, 0]], np.uint8), (150, 150)), id="chequers"),
        pytest.param(np.random.default_rng(1).integers(0, 256, (300, 300)).astype(np.uint8), id="noise"),
        pytest.param(photograph(), id="photograph"),
        pytest.param(np.zeros((3, 900), np.uint8), id="strip"),
        pytest.param(np.zeros((900, 2), np.uint8), id="column"),
    ],
)
def test_what_is_no_print_has_hardly_a_minutia(image: NDArray[np.uint8]) -> None:
    assert len(extract(image, 500, backend="classical")) <= 3


@pytest.mark.parametrize(
    ("image", "ppi", "said"),
    [
        (np.zeros((0, 5), np.uint8), 500, "no image"),
        (np.zeros((5,), np.uint8), 500, "no image"),
        (np.zeros((5, 5, 2), np.uint8), 500, "no image"),
        (np.zeros((5, 5), np.float64), 500, "not supported"),
        (np.zeros((5, 5), np.uint8), 72, "out of range"),
        (np.zeros((5, 5), np.uint8), math.nan, "out of range"),
        (np.zeros((5, 5), np.uint8), -500, "out of range"),
    ],
)
def test_what_is_no_image_is_refused(image: NDArray[np.uint8], ppi: float, said: str) -> None:
    with pytest.raises(ImageError, match=said):
        extract(image, ppi, backend="classical")


def test_a_slap_is_not_too_large() -> None:
    assert at_500_ppi(np.zeros((1500, 1600), np.uint8), 500).shape == (1500, 1600)
    assert at_500_ppi(np.zeros((3000, 3200), np.uint8), 1000).shape == (1500, 1600)


def test_extraction_is_deterministic_and_ordered_by_quality() -> None:
    rng = np.random.default_rng(7)
    image = np.clip(spiral(1.0) + rng.normal(0, 60, (240, 260)), 0, 255).astype(np.uint8)
    first, second = (extract(image, 500, backend="classical") for _ in range(2))
    assert np.array_equal(first.x, second.x)
    assert np.all(np.diff(first.quality.astype(int)) <= 0)
    assert np.all((first.direction >= 0) & (first.direction < 2 * np.pi))


def test_leader_that_is_not_installed_says_how(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leader, "_weights", lambda: None)
    leader._session.cache_clear()
    assert not backend("leader").available()
    with pytest.raises(ConfigurationError, match="not installed"):
        extract(np.zeros((64, 64), np.uint8), 500, backend="leader")


def test_leader_reads_position_direction_kind_and_quality(monkeypatch: pytest.MonkeyPatch) -> None:
    class Session:
        def run(self, _: None, inputs: dict[str, NDArray[np.float32]]) -> list[NDArray[np.float32]]:
            (_, height, width, _) = inputs["input"].shape
            assert (height, width) == (64, 96)  # 50 x 70, framed to multiples of 32
            answer = np.zeros((1, height, width, 4), np.float32)
            answer[0, 7 + 20, 13 + 30] = 0.9, 1.25, 0.8, 0.9
            answer[0, 7 + 40, 13 + 10] = 0.9, -1.0, 0.2, 0.7
            answer[0, 7 + 45, 13 + 45] = 0.9, 0.0, 0.2, 0.4
            return [answer]

    monkeypatch.setattr(leader, "_session", Session)
    template = extract(np.zeros((50, 70), np.uint8), 500, backend="leader")
    assert template.x.tolist() == [30, 10]
    assert template.y.tolist() == [20, 40]
    assert template.direction == pytest.approx([1.25, 2 * math.pi - 1.0])
    assert template.kind.tolist() == [1, 2]
    assert template.quality.tolist() == [90, 70]


def test_leader_finds_its_weights_without_importing_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = tmp_path / "afis" / "weights" / "leader" / "LEADER.onnx"
    weights.parent.mkdir(parents=True)
    (tmp_path / "afis" / "__init__.py").write_text("raise RuntimeError('imported')")
    weights.write_bytes(b"no network")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "afis", raising=False)
    assert leader.available()
    leader._session.cache_clear()
    with pytest.raises(ConfigurationError, match="cannot be loaded"):
        extract(np.zeros((64, 64), np.uint8), 500, backend="leader")
    assert not isinstance(sys.modules.get("afis"), types.ModuleType)
