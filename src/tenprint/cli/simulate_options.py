"""Options that several commands of `tenprint simulate` have."""

from __future__ import annotations

from enum import StrEnum


class Difficulty(StrEnum):
    """The preset of conditions."""

    good = "good"
    field = "field"
    poor = "poor"
