"""Slaps against single prints: is each finger in its box, and is it all one person?"""

from __future__ import annotations

from collections.abc import Mapping

from tenprint.errors import ImageError, Where
from tenprint.fingerprint.segmentation.card import check_card
from tenprint.fingerprint.segmentation.sequence import Trouble
from tenprint.fingerprint.template import Template

# So many fingers must be comparable before it is said that slaps and single prints are of different people: one or two
# may be unreadable, half a hand is not.
FEWEST_STRANGERS = 3


def check_sequence(singles: Mapping[int, Template], slaps: Mapping[int, Template]) -> list[str]:
    """Compare; return what is worth a note.

    Raises:
        ImageError: prints are in each other's boxes, a finger is there twice, or half of the prints or more are not
            those of the slaps.
    """
    if not singles or not slaps:
        return []
    findings = check_card(singles, slaps)
    wrong = [finding for finding in findings if finding.trouble is not Trouble.NOT_CONFIRMED]
    if wrong:
        raise ImageError(wrong[0].message, where=Where(record="Type-4/14"), remedy=wrong[0].remedy)
    comparable = set(singles) & set(slaps)
    strangers = {position for finding in findings for position in finding.rolled}
    if len(strangers) >= FEWEST_STRANGERS and 2 * len(strangers) >= len(comparable):
        raise ImageError(
            f"{len(strangers)} of {len(comparable)} single prints are not those of the slaps: two people may be in one "
            "file",
            where=Where(record="Type-4/14"),
            remedy="Capture all fingers of the one person again.",
        )
    return [finding.message for finding in findings]
