"""The back end `net` on synthetic prints whose minutiae are known, and on images that are no prints."""

import math

import numpy as np
import pytest

from tenprint.errors import ConfigurationError
from tenprint.fingerprint.extraction import net
from tenprint.fingerprint.extraction.net import infer
from tenprint.fingerprint.transparency import Recorder
from tenprint.simulate.patches import make_patch

SEEDS = range(9_000_000, 9_000_016)  # far from those of the training


def pairs(found, truth):
    """For each true minutia that is clearly seen: the found one within 8 px, or None."""
    for x, y, down, _, weight in truth:
        if weight < 0.9:
            continue
        distance = np.hypot(found.x - x, found.y - y)
        near = int(np.argmin(distance)) if len(distance) else -1
        hit = near >= 0 and distance[near] < 8
        yield (math.cos(found.direction[near] + down), distance[near]) if hit else None  # y down: the sign turns


def test_most_true_minutiae_are_found_where_and_as_they_are():
    hits = [pair for seed in SEEDS for pair in pairs(net.find(make_patch(seed).image), make_patch(seed).minutiae)]
    met = [pair for pair in hits if pair]
    assert len(hits) > 100
    assert len(met) / len(hits) > 0.8
    assert np.mean([cosine > math.cos(math.radians(20)) for cosine, _ in met]) > 0.9
    assert np.median([distance for _, distance in met]) < 2.0


def test_most_of_what_is_found_is_true():
    good = total = 0
    for seed in SEEDS:
        patch = make_patch(seed)
        found = net.find(patch.image)
        for x, y in zip(found.x[found.quality > 0.5], found.y[found.quality > 0.5], strict=True):
            good += bool((np.hypot(patch.minutiae[:, 0] - x, patch.minutiae[:, 1] - y) < 8).any())
            total += 1
    assert total > 100
    assert good / total > 0.85


def test_a_print_turned_by_half_gives_its_minutiae_turned_by_half():
    image = make_patch(SEEDS[0]).image
    there, turned = net.find(image), net.find(np.ascontiguousarray(image[::-1, ::-1]))
    sure = there.take(there.quality > 0.7)
    assert len(sure.x) > 3
    for x, y, direction in zip(sure.x, sure.y, sure.direction, strict=True):
        distance = np.hypot(191 - turned.x - x, 191 - turned.y - y)
        near = int(np.argmin(distance))
        assert distance[near] < 3
        assert math.cos(turned.direction[near] - direction) < -0.9


@pytest.mark.parametrize("shape", [(1, 1), (7, 300), (50, 33), (191, 193)])
def test_any_size_is_taken_and_a_blank_has_no_minutiae(shape):
    assert len(net.find(np.full(shape, 255, np.uint8)).x) == 0


def test_noise_has_hardly_any_minutiae():
    noise = np.random.default_rng(3).integers(0, 256, (256, 256)).astype(np.uint8)
    assert (net.find(noise).quality > 0.6).sum() <= 3


def test_the_maps_of_the_log_cover_the_image():
    recorder = Recorder()
    patch = make_patch(SEEDS[1])
    net.find(patch.image[:150, :170], recorder)
    assert recorder.arrays["mask"].shape == recorder.arrays["orientation"].shape == (38, 43)
    assert recorder.arrays["mask"].dtype == bool
    seen = recorder.arrays["mask"]
    cells = np.stack([patch.field[0], -patch.field[1]]).repeat(2, 1).repeat(2, 2)[:, :38, :43]  # y down: sine turns
    doubled = 2 * recorder.arrays["orientation"]
    agreement = (np.cos(doubled) * cells[0] + np.sin(doubled) * cells[1])[seen]
    assert agreement.mean() > 0.9


def test_the_weights_are_small_and_the_session_is_kept():
    assert infer.WEIGHTS.stat().st_size < 2_000_000
    assert infer.session() is infer.session()
    assert net.available()


def test_broken_weights_are_reported(tmp_path):
    broken = tmp_path / "net.onnx"
    broken.write_bytes(b"no network")
    with pytest.raises(ConfigurationError, match="cannot be loaded"):
        infer.session(broken)
