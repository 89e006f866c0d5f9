"""The parts of the training that need no PyTorch: targets and turning."""

from pathlib import Path

import numpy as np
import pytest

from tenprint.simulate.patches import Patch

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def targets(monkeypatch):
    monkeypatch.syspath_prepend(str(REPOSITORY / "tools"))
    from train_extractor import targets

    return targets


def marked(x, y, down, kind=1.0, weight=1.0):
    """A patch that is black but for its minutia (255) and the point 6 px ahead (128)."""
    image = np.zeros((192, 192), np.uint8)
    image[y, x] = 255
    image[round(y + 6 * np.sin(down)), round(x + 6 * np.cos(down))] = 128
    field = np.zeros((3, 24, 24), np.float32)
    field[0], field[1] = np.cos(2 * down), np.sin(2 * down)
    minutiae = np.array([[x, y, down, kind, weight]], np.float32)
    return Patch(image, minutiae, np.zeros((96, 96), np.int8), field, np.ones((24, 24), np.float32))


@pytest.mark.parametrize("mirror", [False, True])
@pytest.mark.parametrize("turns", range(4))
def test_truth_turns_with_the_image(targets, turns, mirror):
    patch = targets.turned(marked(70, 33, np.deg2rad(35)), turns, mirror)
    x, y, down = patch.minutiae[0, :3]
    row, column = np.argwhere(patch.image == 255)[0]
    assert (x, y) == (column, row)
    ahead_row, ahead_column = np.argwhere(patch.image == 128)[0]
    assert np.arctan2(ahead_row - row, ahead_column - column) == pytest.approx(
        np.arctan2(np.sin(down), np.cos(down)), abs=0.1
    )
    assert patch.field[0, 0, 0] == pytest.approx(np.cos(2 * down), abs=1e-5)
    assert patch.field[1, 0, 0] == pytest.approx(np.sin(2 * down), abs=1e-5)


def test_every_minutia_has_a_cell_wherever_it_lies(targets):
    for x in np.linspace(64, 72, 17):
        for y in np.linspace(64, 72, 17):
            target = targets.minutiae_target(np.array([[x, y, 0, 1, 1]], np.float32), 24)
            rows, columns = np.nonzero(target[0])
            assert 1 <= len(rows) <= 4
            assert 8 * columns + 3.5 + 8 * target[2, rows, columns] == pytest.approx(x)
            assert 8 * rows + 3.5 + 8 * target[3, rows, columns] == pytest.approx(y)


def test_a_hidden_minutia_is_neither_asked_for_nor_punished(targets):
    target = targets.minutiae_target(np.array([[67.5, 67.5, 0, 1, 0]], np.float32), 24)
    assert target[1, 8, 8] == 0
    assert target[8].sum() == 0
    assert target[1].sum() == 24 * 24 - (target[1] == 0).sum()
    assert target[1, 0, 0] == 1
