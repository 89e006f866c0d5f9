"""All measures, in the order in which they are published."""

from __future__ import annotations

from tenprint.fingerprint.quality.measures.area import Area, UsableArea
from tenprint.fingerprint.quality.measures.base import Measure, Subject
from tenprint.fingerprint.quality.measures.certainty import Certainty
from tenprint.fingerprint.quality.measures.clarity import Clarity
from tenprint.fingerprint.quality.measures.continuity import Continuity
from tenprint.fingerprint.quality.measures.contrast import Contrast, Level
from tenprint.fingerprint.quality.measures.moisture import Grain, RidgeShare
from tenprint.fingerprint.quality.measures.period import PlausiblePeriod
from tenprint.fingerprint.quality.measures.placing import CutOff, Offset
from tenprint.fingerprint.quality.measures.usable import UsableShare

MEASURES: tuple[Measure, ...] = (
    Area(),
    UsableArea(),
    UsableShare(),
    Clarity(),
    Certainty(),
    Continuity(),
    PlausiblePeriod(),
    Contrast(),
    Level(),
    RidgeShare(),
    Grain(),
    CutOff("top"),
    CutOff("bottom"),
    CutOff("left"),
    CutOff("right"),
    Offset("x"),
    Offset("y"),
)

__all__ = ["MEASURES", "Measure", "Subject"]
