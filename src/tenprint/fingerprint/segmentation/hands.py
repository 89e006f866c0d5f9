"""Which fingers a slap shows, from left to right in the picture.

Source: ANSI/NIST-ITL 1-2011, table 8 (friction ridge position codes); on a card the palm side is seen, so the right
hand's index finger and the left hand's little finger are at the left.
"""

from __future__ import annotations

from tenprint.errors import UsageError

LEFT_TO_RIGHT: dict[int, tuple[int, ...]] = {
    11: (1,),  # plain right thumb
    12: (6,),  # plain left thumb
    13: (2, 3, 4, 5),  # plain right four fingers
    14: (10, 9, 8, 7),  # plain left four fingers
    15: (6, 1),  # both thumbs
}
THUMBS = frozenset({11, 12, 15})
UNKNOWN = 0


def expected_fingers(position: int, missing: frozenset[int]) -> tuple[int, ...]:
    """Finger positions that a slap should show, from left to right.

    Raises:
        UsageError: no slap position.
    """
    if position not in LEFT_TO_RIGHT:
        raise UsageError(
            f"{position} is not the position of a slap or a plain thumb",
            remedy="Slaps are 13 (right four), 14 (left four), 15 (thumbs); plain thumbs 11 and 12.",
        )
    return tuple(finger for finger in LEFT_TO_RIGHT[position] if finger not in missing)
