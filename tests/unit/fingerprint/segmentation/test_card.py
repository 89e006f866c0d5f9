"""The sequence check with our own matcher, on templates of synthetic fingers."""

from __future__ import annotations

import pytest

from tenprint.fingerprint.segmentation import Trouble, check_card
from tenprint.fingerprint.template import Template
from tenprint.simulate.prints import impression, master

FINGERS = (2, 3, 4)


@pytest.fixture(scope="module")
def prints() -> tuple[dict[int, Template], dict[int, Template]]:
    masters = {finger: master(900 + finger, finger=finger) for finger in FINGERS}
    rolled = {f: impression(m, 1, kind="rolled").truth for f, m in masters.items()}
    slaps = {f: impression(m, 2, kind="slap").truth for f, m in masters.items()}
    return rolled, slaps


def test_a_right_card(prints: tuple[dict[int, Template], dict[int, Template]]) -> None:
    assert check_card(*prints) == []


def test_exchanged_fingers(prints: tuple[dict[int, Template], dict[int, Template]]) -> None:
    rolled, slaps = prints
    (finding,) = check_card(rolled | {2: rolled[3], 3: rolled[2]}, slaps)
    assert (finding.trouble, finding.rolled) == (Trouble.FINGERS_SWAPPED, (2, 3))


def test_unnamed_fingers_are_passed_over(prints: tuple[dict[int, Template], dict[int, Template]]) -> None:
    rolled, slaps = prints
    assert check_card(rolled, {0: slaps[2]}) == []
