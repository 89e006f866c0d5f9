"""Synthetic prints: master prints of fingers that never were, and impressions of them."""

from tenprint.simulate.prints.impression import Impression, impression
from tenprint.simulate.prints.master import Master, SingularPoint, master
from tenprint.simulate.prints.pattern import Pattern
from tenprint.simulate.prints.presets import PRESETS, Conditions, Kind
from tenprint.simulate.prints.slap import Slap, SlapFinger, slap

__all__ = [
    "PRESETS",
    "Conditions",
    "Impression",
    "Kind",
    "Master",
    "Pattern",
    "SingularPoint",
    "Slap",
    "SlapFinger",
    "impression",
    "master",
    "slap",
]
