"""Slaps composed of blobs of parallel and of circular ridges, with what disturbs on cards: writing, lines, holes."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw

from tenprint.errors import ImageError, UsageError
from tenprint.fingerprint.segmentation import segment_slap
from tenprint.fingerprint.segmentation.evidence import ridge_evidence

RNG = np.random.default_rng(3)
# middle x, y, half width, half height in px of 500 ppi, tilt in degrees
HAND = [(300, 800, 100, 140, 10), (600, 560, 110, 160, 3), (900, 600, 105, 150, -4), (1200, 840, 85, 120, -12)]


def finger(canvas: np.ndarray, x: float, y: float, across: float, along: float, tilt: float) -> None:
    """Draw an ellipse of loop-like ridges with a period of 9 px."""
    rows, columns = np.indices(canvas.shape)
    turn = np.deg2rad(tilt)
    dx, dy = columns - x, rows - y
    u, v = dx * np.cos(turn) - dy * np.sin(turn), dx * np.sin(turn) + dy * np.cos(turn)
    inside = (u / across) ** 2 + (v / along) ** 2 <= 1
    ridges = 127 + 110 * np.sin(np.hypot(u, np.minimum(v, 0) * 0.9) * 2 * np.pi / 9)
    canvas[inside] = np.clip(ridges, 0, 255)[inside]


def paper(height: int = 1200, width: int = 1600, noise: float = 4) -> np.ndarray:
    return 235 + RNG.normal(0, noise, (height, width))


def as_picture(canvas: np.ndarray) -> np.ndarray:
    return np.clip(canvas, 0, 255).astype(np.uint8)


def overlap(a: tuple[int, int, int, int], b: tuple[float, float, float, float]) -> float:
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    both = max(0, width) * max(0, height)
    return both / (a[2] * a[3] + b[2] * b[3] - both)


def box(x: float, y: float, across: float, along: float, tilt: float) -> tuple[float, float, float, float]:
    turn = np.deg2rad(tilt)
    half_width = np.hypot(across * np.cos(turn), along * np.sin(turn))
    half_height = np.hypot(across * np.sin(turn), along * np.cos(turn))
    return x - half_width, y - half_height, 2 * half_width, 2 * half_height


def hand(fingers: list[tuple[int, int, int, int, int]]) -> np.ndarray:
    canvas = paper()
    for place in fingers:
        finger(canvas, *place)
    return canvas


@pytest.mark.parametrize(("position", "names"), [(13, [2, 3, 4, 5]), (14, [10, 9, 8, 7])])
def test_four_fingers_are_named_from_left_to_right(position: int, names: list[int]) -> None:
    segments = segment_slap(as_picture(hand(HAND)), 500, position)
    assert [s.position for s in segments] == names
    for segment, place in zip(segments, HAND, strict=True):
        assert overlap(segment.box, box(*place)) > 0.7
        assert abs(segment.angle - place[4]) < 10
        assert segment.pixels.shape == (segment.box[3], segment.box[2])
        assert segment.confidence > 0.7


@pytest.mark.parametrize("ppi", [400, 1000])
def test_the_resolution_is_taken_into_account(ppi: int) -> None:
    picture = Pillow.fromarray(as_picture(hand(HAND)))
    size = (round(picture.width * ppi / 500), round(picture.height * ppi / 500))
    segments = segment_slap(np.asarray(picture.resize(size, Pillow.Resampling.BICUBIC)), ppi, 13)
    assert [s.position for s in segments] == [2, 3, 4, 5]
    for segment, place in zip(segments, HAND, strict=True):
        assert overlap(segment.box, tuple(v * ppi / 500 for v in box(*place))) > 0.7  # type: ignore[arg-type]


def test_second_phalanges_writing_lines_and_holes_are_no_fingers() -> None:
    below = [(x + 20, y + 330, across * 0.9, 110, tilt) for x, y, across, _, tilt in HAND[1:3]]
    canvas = hand(HAND)
    for place in below:
        finger(canvas, *place)
    picture = Pillow.fromarray(as_picture(canvas))
    draw = ImageDraw.Draw(picture)
    draw.line([(0, 30), (1600, 30)], fill=0, width=4)
    draw.ellipse((280, 820, 340, 880), fill=0)
    for n in range(5):
        draw.line([(40 + 12 * n, 120), (70 + 12 * n, 260), (55 + 20 * n, 300)], fill=40, width=5)
    draw.text((500, 60), "RIGHT FOUR FINGERS TAKEN SIMULTANEOUSLY", fill=0, font_size=30)
    segments = segment_slap(np.asarray(picture), 500, 13)
    assert [s.position for s in segments] == [2, 3, 4, 5]
    for segment, place in zip(segments, HAND, strict=True):
        assert overlap(segment.box, box(*place)) > 0.6


def test_a_known_missing_finger_is_left_out() -> None:
    segments = segment_slap(as_picture(hand(HAND[:2] + HAND[3:])), 500, 13, missing=[4])
    assert [s.position for s in segments] == [2, 3, 5]


def test_an_unexplained_missing_finger_leaves_all_unnamed() -> None:
    segments = segment_slap(as_picture(hand(HAND[:3])), 500, 13)
    assert [s.position for s in segments] == [0, 0, 0]


def test_thumbs() -> None:
    canvas = paper(1000, 1100)
    finger(canvas, 300, 500, 150, 220, -5)
    finger(canvas, 800, 480, 145, 210, 5)
    assert [s.position for s in segment_slap(as_picture(canvas), 500, 15)] == [6, 1]
    alone = paper(1000, 600)
    finger(alone, 300, 500, 150, 220, 0)
    for position, name in ((11, 1), (12, 6)):
        (segment,) = segment_slap(as_picture(alone), 500, position)
        assert segment.position == name
        assert overlap(segment.box, box(300, 500, 150, 220, 0)) > 0.7


def test_prints_of_neighbours_are_covered() -> None:
    close = [(300, 700, 100, 140, 0), (520, 620, 100, 150, 30), (740, 640, 100, 150, 0), (960, 760, 90, 120, 0)]
    picture = as_picture(hand(close))
    for segment, place in zip(segment_slap(picture, 500, 13), close, strict=True):
        mine = np.zeros(picture.shape)
        finger(mine, *place[:2], place[2] * 1.2, place[3] * 1.2, place[4])
        left, top, width, height = segment.box
        elsewhere = mine[top : top + height, left : left + width] == 0
        assert np.mean(segment.pixels[elsewhere] < 128) < 0.03


@pytest.mark.parametrize("kind", ["blank", "noise", "black", "one pixel", "stripes of shading"])
def test_what_is_no_print_gives_nothing(kind: str) -> None:
    pictures = {
        "blank": np.full((900, 1200), 240, dtype=np.uint8),
        "noise": RNG.integers(0, 256, (900, 1200), dtype=np.uint8),
        "black": np.zeros((900, 1200), dtype=np.uint8),
        "one pixel": np.zeros((1, 1), dtype=np.uint8),
        "stripes of shading": as_picture(128 + 100 * np.sin(np.arange(1200) / 30) * np.ones((900, 1))),
    }
    assert segment_slap(pictures[kind], 500, 13) == []


def test_evidence_is_high_on_ridges_and_low_beside() -> None:
    evidence = ridge_evidence(as_picture(hand(HAND[:1])), 500)
    assert evidence[800 // 16, 300 // 16] > 0.9
    assert evidence[800 // 16, 900 // 16 :].max() < 0.2


def test_wrong_use_is_refused() -> None:
    picture = as_picture(paper(50, 50))
    with pytest.raises(UsageError, match="3 is not the position"):
        segment_slap(picture, 500, 3)
    with pytest.raises(ImageError, match="0 ppi"):
        segment_slap(picture, 0, 13)
    with pytest.raises(ImageError, match="uint8"):
        segment_slap(picture.astype(float), 500, 13)  # type: ignore[arg-type]
