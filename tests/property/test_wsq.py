"""WSQ under random images and random damage: exact inverses, no crash, no hang, no foreign exception."""

from __future__ import annotations

import contextlib
import time

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint import imaging
from tenprint.errors import ImageError
from tenprint.imaging.wsq.decode import layout
from tenprint.imaging.wsq.encode import HIGH, LOW, _transform
from tenprint.imaging.wsq.wavelet import reconstruct

LIMITS = imaging.Limits(pixels=1_000_000)


def modulated(half: tuple[float, ...]) -> np.ndarray:
    right = np.array(half, dtype=np.float32)
    right[1::2] *= -1
    return np.concatenate([right[:0:-1], right])


@given(st.integers(1, 90), st.integers(1, 90), st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_the_transform_is_undone_exactly(height: int, width: int, seed: int) -> None:
    source = np.random.default_rng(seed).uniform(-128, 128, (height, width)).astype(np.float32)
    plane = source.copy()
    _transform(plane)
    work = np.zeros((4, width // 2 + 40), dtype=np.float32)
    reconstruct(plane, layout(width, height)[1], modulated(HIGH), modulated(LOW), np.empty_like(plane), work)
    assert np.abs(plane - source).max() < 1e-3


@given(st.integers(32, 120), st.integers(32, 120), st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_any_image_is_encoded_and_decoded_near_to_itself(height: int, width: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    grey = rng.integers(0, 256)
    pixels = np.clip(grey + np.cumsum(rng.integers(-4, 5, (height, width)), axis=1), 0, 255).astype(np.uint8)
    image = imaging.decode(imaging.encode_wsq(pixels, 500, 6.0))
    assert image.pixels.shape == pixels.shape
    assert np.abs(image.pixels.astype(int) - pixels).mean() < 8


def sample() -> bytes:
    y, x = np.mgrid[:70, :90]
    return imaging.encode_wsq((128 + 100 * np.sin(np.hypot(x - 30, y - 40) * 0.7)).astype(np.uint8))


WHOLE = sample()
imaging.decode(WHOLE)  # compile the kernels before anything is timed


@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=12), st.integers(0, 40))
@settings(max_examples=400, deadline=None)
def test_damaged_files_never_crash_nor_hang(changes: list[tuple[int, int]], cut: int) -> None:
    damaged = bytearray(WHOLE)
    for place, value in changes:
        damaged[place] = value
    start = time.perf_counter()
    try:
        image = imaging.decode_wsq(bytes(damaged[: len(damaged) - cut]), limits=LIMITS)
    except ImageError:
        pass
    else:
        assert image.pixels.dtype == np.uint8
    assert time.perf_counter() - start < 1


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_bytes_after_the_start_marker(data: bytes) -> None:
    for run in (imaging.parse_header, imaging.decode_wsq):
        with contextlib.suppress(ImageError):
            run(b"\xff\xa0" + data)
