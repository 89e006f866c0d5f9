"""Dry or wet."""

from __future__ import annotations

from tenprint.fingerprint.quality.measures.base import Subject


class RidgeShare:
    """Share of ridge in ridge and valley: high if wet or pressed hard, low if dry or barely touching."""

    name = "ridge_share"
    unit = ""
    source = "ISO/IEC 29794-4:2017, 6.2 (ridge valley uniformity); threshold is the middle of the swing"

    def of(self, subject: Subject) -> float:
        """From 0 to 1."""
        return float(subject.cells.ridge[subject.region].mean())


class Grain:
    """How uneven ridges are along their run, relative to the swing: dry skin prints broken ridges."""

    name = "grain"
    unit = ""
    source = "own"

    def of(self, subject: Subject) -> float:
        """About 0.1 for a clean print, 0.3 and more for a bad one."""
        return float(subject.cells.grain[subject.region].mean())
