"""The sequence check on templates that are known to match or not."""

from __future__ import annotations

import numpy as np
import pytest

from tenprint.fingerprint.segmentation import SequenceFinding, Trouble, sequence_check
from tenprint.fingerprint.template import Template


def template(finger: int) -> Template:
    """A template that carries its finger in the number of its source."""
    one = np.zeros(1)
    return Template(
        one.astype(np.float32), one.astype(np.float32), one.astype(np.float32),
        one.astype(np.uint8), one.astype(np.uint8), 10, 10, source=str(finger),
    )  # fmt: skip


def alike(a: Template, b: Template) -> float:
    return 10.0 if a.source == b.source else 1.0


SLAPS = {f: template(f) for f in range(1, 11)}


def check(boxes: dict[int, int], slaps: dict[int, Template] = SLAPS) -> list[SequenceFinding]:
    """Check a card whose box f holds finger boxes[f]."""
    return sequence_check({f: template(g) for f, g in boxes.items()}, slaps, score=alike, threshold=5.0)


RIGHT_CARD = {f: f for f in range(1, 11)}


def test_a_right_card_has_no_finding() -> None:
    assert check(RIGHT_CARD) == []


@pytest.mark.parametrize(("a", "b"), [(2, 3), (4, 5), (7, 10), (2, 7)])
def test_two_swapped_fingers(a: int, b: int) -> None:
    (finding,) = check(RIGHT_CARD | {a: b, b: a})
    assert (finding.trouble, finding.rolled, finding.slap) == (Trouble.FINGERS_SWAPPED, (a, b), (b, a))


def test_swapped_hands() -> None:
    (finding,) = check({f: f + 5 if f <= 5 else f - 5 for f in range(1, 11)})
    assert finding.trouble is Trouble.HANDS_SWAPPED
    assert finding.rolled == tuple(range(1, 11))


def test_swapped_hands_with_poor_prints() -> None:
    card = {f: f + 5 if f <= 5 else f - 5 for f in range(1, 11)} | {1: 99, 8: 98}
    findings = check(card)
    assert [f.trouble for f in findings] == [Trouble.HANDS_SWAPPED, Trouble.NOT_CONFIRMED, Trouble.NOT_CONFIRMED]


def test_the_same_finger_twice() -> None:
    (finding,) = check(RIGHT_CARD | {3: 2})
    assert (finding.trouble, finding.rolled, finding.slap) == (Trouble.SAME_FINGER_TWICE, (2, 3), (2, 2))
    assert "Capture right middle again" in finding.remedy


def test_two_pairs_of_swapped_fingers() -> None:
    findings = check(RIGHT_CARD | {3: 8, 8: 3, 4: 9, 9: 4})
    assert [(f.trouble, f.rolled) for f in findings] == [
        (Trouble.FINGERS_SWAPPED, (3, 8)),
        (Trouble.FINGERS_SWAPPED, (4, 9)),
    ]


def test_three_fingers_in_a_ring() -> None:
    findings = check(RIGHT_CARD | {2: 3, 3: 4, 4: 2})
    assert [f.trouble for f in findings] == [Trouble.WRONG_FINGER] * 3
    assert {f.rolled + f.slap for f in findings} == {(2, 3), (3, 4), (4, 2)}


def test_a_print_of_nobody_is_not_confirmed() -> None:
    (finding,) = check(RIGHT_CARD | {9: 77})
    assert (finding.trouble, finding.rolled) == (Trouble.NOT_CONFIRMED, (9,))
    assert "left ring" in finding.message


def test_its_own_finger_confirms_a_print_at_a_lower_score_than_another_accuses_it() -> None:
    def faint(a: Template, b: Template) -> float:
        return 3.0 if a.source == b.source else 1.0

    card = {f: template(f) for f in range(1, 11)}
    assert len(sequence_check(card, SLAPS, score=faint, threshold=5.0)) == 10
    assert sequence_check(card, SLAPS, score=faint, threshold=5.0, confirm=2.0) == []
    swapped = card | {2: card[3], 3: card[2]}
    troubles = [f.trouble for f in sequence_check(swapped, SLAPS, score=faint, threshold=5.0, confirm=2.0)]
    assert troubles == [Trouble.NOT_CONFIRMED, Trouble.NOT_CONFIRMED]


def test_fingers_without_partner_in_the_slaps_are_not_judged() -> None:
    assert check(RIGHT_CARD, {f: SLAPS[f] for f in (2, 3, 4, 5)}) == []
    assert check({}, SLAPS) == []
    assert check(RIGHT_CARD, {}) == []
