"""What an adjudication is about: candidates, prints, conclusions, marks."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Verdict(StrEnum):
    """What an examiner concludes (ACE-V as it is practised, with "not suitable" for the print of the search)."""

    IDENTIFICATION = "identification"
    EXCLUSION = "exclusion"
    INCONCLUSIVE = "inconclusive"
    NOT_SUITABLE = "not_suitable"


class Mark(msgspec.Struct, frozen=True):
    """A pair of minutiae that an examiner marked as the same: finger, and px at 500 ppi in either print."""

    finger: int
    probe: tuple[float, float]
    candidate: tuple[float, float]


class Payload(msgspec.Struct, frozen=True):
    """What is looked at.

    Attributes:
        candidates: holder and log-likelihood ratio; examiners see neither.
        prints: finger position -> compact template of the search.
        images: finger position -> encoded image of the search, where there is one.
        filed: holder -> prints on file, where they come with the item (proficiency).
        filed_images: holder -> encoded images of them, where there are any.
    """

    candidates: list[tuple[str, float]]
    prints: dict[int, bytes] = {}
    images: dict[int, bytes] = {}
    filed: dict[str, dict[int, bytes]] = {}
    filed_images: dict[str, dict[int, bytes]] = {}
