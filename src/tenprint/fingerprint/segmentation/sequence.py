"""Are the rolled prints in the right boxes? Rolled against slap, finger by finger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tenprint.fingerprint.template import Template

Score = Callable[[Template, Template], float]
LEFT, RIGHT = "left", "right"
NAMES = {1: "thumb", 2: "index", 3: "middle", 4: "ring", 5: "little"}


class Trouble(StrEnum):
    """What a sequence check can find."""

    HANDS_SWAPPED = "hands swapped"
    FINGERS_SWAPPED = "fingers swapped"
    SAME_FINGER_TWICE = "same finger twice"
    WRONG_FINGER = "wrong finger"
    NOT_CONFIRMED = "not confirmed"


@dataclass(frozen=True, slots=True)
class SequenceFinding:
    """One finding.

    Attributes:
        trouble: what it is.
        rolled: positions of the rolled prints that it is about.
        slap: for each of them the finger of the slap that it matches; 0 for none.
        message: the finding in a sentence.
        remedy: what to do.
    """

    trouble: Trouble
    rolled: tuple[int, ...]
    slap: tuple[int, ...]
    message: str
    remedy: str


def sequence_check(
    rolled: Mapping[int, Template],
    slaps: Mapping[int, Template],
    *,
    score: Score,
    threshold: float,
    confirm: float | None = None,
) -> list[SequenceFinding]:
    """Compare every rolled print with every finger of the slaps, and say which are in the wrong box.

    Args:
        rolled: templates of the rolled prints by the position written on the card, 1 to 10.
        slaps: templates of the slaps' fingers by position. Slaps show how fingers lie in the hand, so they are taken
            to be right; only whole hands can be swapped in them, which looks the same as swapped rolled hands.
        score: similarity of two templates, higher for more alike.
        threshold: score from which two templates are the same finger; choose it for a false match rate of 1e-4 or
            less, since 100 pairs are compared. For scores that are log-likelihood ratios in nats that is 9.2.
        confirm: score from which a rolled print is confirmed by its own finger, if no other finger of the slaps is
            more alike; may be lower than `threshold`, since it is one comparison and a match is expected. For
            log-likelihood ratios 2.3 (ten to one). By default the threshold.

    Returns:
        Findings, gravest first; empty if every rolled print that has a partner in the slaps matches it.
    """
    table = {(f, g): score(rolled[f], slaps[g]) for f in rolled for g in slaps}
    least = threshold if confirm is None else confirm
    matches = {f: _partner(f, slaps, table, threshold, least) for f in sorted(rolled)}
    wrong = {f: g for f, g in matches.items() if g not in (0, f)}
    findings = _hands(wrong, matches) or _pairs(wrong)
    told = {f for finding in findings for f in finding.rolled}
    findings += _twice({f: g for f, g in matches.items() if f not in told})
    told = {f for finding in findings for f in finding.rolled}
    findings += [_wrong(f, g) for f, g in wrong.items() if f not in told]
    findings += [_unconfirmed(f) for f, g in matches.items() if g == 0 and f in slaps]
    return findings


def _partner(
    finger: int,
    slaps: Mapping[int, Template],
    table: Mapping[tuple[int, int], float],
    threshold: float,
    confirm: float,
) -> int:
    """The finger of the slaps that a rolled print matches best; its own if that matches well enough; 0 for none."""
    if finger in slaps and table[finger, finger] >= threshold:
        return finger
    best = max(slaps, key=lambda g: table[finger, g], default=0)
    least = confirm if best == finger else threshold
    return best if best and table[finger, best] >= least else 0


def _hands(wrong: Mapping[int, int], matches: Mapping[int, int]) -> list[SequenceFinding]:
    """Both hands are swapped if most matches point to the same finger of the other hand and none to their own."""
    mirrored = [f for f, g in wrong.items() if g == _mirror(f)]
    if len(mirrored) < 2 or any(g == f for f, g in matches.items()) or 2 * len(mirrored) <= len(wrong):
        return []
    return [
        SequenceFinding(
            Trouble.HANDS_SWAPPED,
            tuple(mirrored),
            tuple(wrong[f] for f in mirrored),
            f"the hands are swapped between rolled prints and slaps: {len(mirrored)} rolled prints match the same "
            "finger of the other hand",
            "Check which of the two was labelled wrongly, and capture again.",
        )
    ]


def _pairs(wrong: Mapping[int, int]) -> list[SequenceFinding]:
    swapped = [(f, g) for f, g in wrong.items() if f < g and wrong.get(g) == f]
    return [
        SequenceFinding(
            Trouble.FINGERS_SWAPPED,
            (f, g),
            (g, f),
            f"the rolled prints of {name_of(f)} and {name_of(g)} are swapped",
            "Exchange the two images, or capture both again.",
        )
        for f, g in swapped
    ]


def _twice(matches: Mapping[int, int]) -> list[SequenceFinding]:
    findings = []
    for finger in sorted({g for g in matches.values() if g}):
        sharing = tuple(f for f, g in matches.items() if g == finger)
        if len(sharing) > 1:
            names = " and ".join(name_of(f) for f in sharing)
            findings.append(
                SequenceFinding(
                    Trouble.SAME_FINGER_TWICE,
                    sharing,
                    (finger,) * len(sharing),
                    f"the rolled prints in the boxes of {names} are both of {name_of(finger)}",
                    f"Capture {' and '.join(name_of(f) for f in sharing if f != finger)} again.",
                )
            )
    return findings


def _wrong(finger: int, matched: int) -> SequenceFinding:
    return SequenceFinding(
        Trouble.WRONG_FINGER,
        (finger,),
        (matched,),
        f"the rolled print of {name_of(finger)} matches {name_of(matched)} of the slap",
        f"Capture {name_of(finger)} again.",
    )


def _unconfirmed(finger: int) -> SequenceFinding:
    return SequenceFinding(
        Trouble.NOT_CONFIRMED,
        (finger,),
        (0,),
        f"the rolled print of {name_of(finger)} matches no finger of the slaps",
        "Look at both images; if either is poor, capture it again.",
    )


def name_of(position: int) -> str:
    """Name of a finger position 1 to 10."""
    return f"{RIGHT if position <= 5 else LEFT} {NAMES[(position - 1) % 5 + 1]}"


def _mirror(position: int) -> int:
    return position + 5 if position <= 5 else position - 5
