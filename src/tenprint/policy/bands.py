"""Bands of a search score: taken without an examiner, shown to examiners, or no match."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec

from tenprint.policy.model import Header


class Band(StrEnum):
    """What happens with a candidate. A match goes on only lights-out or after adjudication."""

    LIGHTS_OUT = "lights_out"
    ADJUDICATE = "adjudicate"
    NO_MATCH = "no_match"


class Threshold(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All three must hold.

    Attributes:
        llr_at_least: calibrated log-likelihood ratio, natural logarithm.
        false_match_probability_at_most: probability that a candidate so good is of another person, 0 to 1.
        fingers_at_least: fingers that were compared; one finger alone is never enough for lights-out.
    """

    llr_at_least: float
    false_match_probability_at_most: Annotated[float, msgspec.Meta(ge=0, le=1)]
    fingers_at_least: Annotated[int, msgspec.Meta(ge=1, le=10)] = 1

    def holds(self, llr: float, false_match_probability: float, fingers: int) -> bool:
        """Say whether a candidate reaches this band."""
        return (
            llr >= self.llr_at_least
            and false_match_probability <= self.false_match_probability_at_most
            and fingers >= self.fingers_at_least
        )

    def words(self) -> str:
        """Return the bounds in words."""
        return (
            f"needs llr {self.llr_at_least:.2f}, false match probability {self.false_match_probability_at_most:g}, "
            f"{self.fingers_at_least} fingers"
        )


class BandResult(msgspec.Struct, frozen=True, kw_only=True):
    """The band of a candidate, under which version, and why."""

    band: Band
    policy_version: str
    reason: str


class BandPolicy(Header, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One version of the thresholds; the same for every person, print and agency."""

    lights_out: Threshold
    adjudicate: Threshold

    def place(self, llr: float, false_match_probability: float, fingers: int = 10) -> BandResult:
        """Return the band of a candidate.

        Args:
            llr: calibrated log-likelihood ratio (natural logarithm); NaN never reaches a band.
            false_match_probability: 0 to 1.
            fingers: number of fingers on which the score rests, 1 to 10.
        """
        measured = f"llr {llr:.2f}, false match probability {false_match_probability:.2g}, {fingers} fingers"
        band, needed = Band.NO_MATCH, "below the adjudication band"
        for name, threshold in ((Band.ADJUDICATE, self.adjudicate), (Band.LIGHTS_OUT, self.lights_out)):
            if threshold.holds(llr, false_match_probability, fingers):
                band, needed = name, threshold.words()
        return BandResult(band=band, policy_version=self.version, reason=f"{measured}: {needed}")
