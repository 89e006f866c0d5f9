"""The sequence check with our own matcher and its thresholds."""

from __future__ import annotations

from collections.abc import Mapping

from tenprint.fingerprint.matching import Prepared, prepare, score
from tenprint.fingerprint.segmentation import parameters as p
from tenprint.fingerprint.segmentation.sequence import SequenceFinding, sequence_check
from tenprint.fingerprint.template import Template


def check_card(rolled: Mapping[int, Template], slaps: Mapping[int, Template]) -> list[SequenceFinding]:
    """Compare every rolled print of a card with every finger of its slaps; see `sequence_check`.

    Args:
        rolled: templates of the rolled prints by the position written on the card, 1 to 10.
        slaps: templates of the slaps' fingers by position, as `segment_slap` names them; position 0 is passed over.
    """
    named = {finger: template for finger, template in slaps.items() if finger}
    prepared: dict[int, Prepared] = {id(t): prepare(t) for t in (*rolled.values(), *named.values())}

    def alike(a: Template, b: Template) -> float:
        return score(prepared[id(a)], prepared[id(b)])

    return sequence_check(rolled, named, score=alike, threshold=p.OTHER_FINGER_LLR, confirm=p.OWN_FINGER_LLR)
