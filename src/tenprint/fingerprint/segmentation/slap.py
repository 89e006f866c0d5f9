"""Segment a slap into fingers: the steps in their order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenprint.errors import ImageError
from tenprint.fingerprint.segmentation import parameters as p
from tenprint.fingerprint.segmentation.arrange import arrange
from tenprint.fingerprint.segmentation.cut import Box, box_of, crop, territories, tilt_of
from tenprint.fingerprint.segmentation.ellipses import find_ellipses
from tenprint.fingerprint.segmentation.evidence import ridge_evidence
from tenprint.fingerprint.segmentation.hands import THUMBS, UNKNOWN, expected_fingers


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """One finger of a slap.

    Attributes:
        position: finger position code (1-10); 0 where fewer fingers were found than expected, so that nobody can say
            which one it is.
        box: left, top, width, height in pixels of the slap.
        angle: degrees counter-clockwise from upright.
        pixels: (h, w) uint8, the box, not turned; print of neighbouring fingers is covered.
        confidence: 0 to 1, how full of clear ridges the finger is.
    """

    position: int
    box: Box
    angle: float
    pixels: NDArray[np.uint8]
    confidence: float


def segment_slap(pixels: NDArray[np.uint8], ppi: float, position: int, *, missing: Iterable[int] = ()) -> list[Segment]:
    """Find the fingers of a slap, from left to right.

    Args:
        pixels: (h, w) uint8, ridges dark.
        ppi: pixels per inch.
        position: 13 right four, 14 left four, 15 both thumbs, 11 plain right thumb, 12 plain left thumb.
        missing: finger positions known to be amputated or bandaged (field AMP).

    Returns:
        The fingers found; empty where there is no print at all.

    Raises:
        UsageError: `position` is none of these.
        ImageError: no eight-bit grey picture, or a resolution that makes no sense.

    Source: the cards and codes of ANSI/NIST-ITL 1-2011; the method is our own, see ADR 0021.
    """
    expected = expected_fingers(position, frozenset(missing))
    if pixels.ndim != 2 or pixels.dtype != np.uint8 or pixels.size == 0:
        raise ImageError(f"a slap is (h, w) uint8, this is {pixels.shape} {pixels.dtype}")
    if not 100 <= ppi <= 4800:
        raise ImageError(f"a resolution of {ppi:g} ppi makes no sense", remedy="Give pixels per inch.")
    evidence = ridge_evidence(pixels, ppi)
    candidates = find_ellipses(evidence, p.THUMB_AXES if position in THUMBS else p.FINGER_AXES)
    fingers = arrange(candidates, len(expected))
    if not fingers:
        return []
    named = expected if len(fingers) == len(expected) else (UNKNOWN,) * len(fingers)
    regions = territories(evidence, fingers)
    cell = p.STEP * ppi / p.WORK_PPI
    margin = p.MARGIN_MM / 25.4 * ppi
    segments = []
    for name, finger, region in zip(named, fingers, regions, strict=True):
        if not region.any():
            continue
        others = np.logical_or.reduce([r for r in regions if r is not region] or [np.zeros_like(region)])
        box = box_of(region, cell, pixels.shape, margin)
        segments.append(
            Segment(
                position=name,
                box=box,
                angle=tilt_of(region, finger.angle),
                pixels=crop(pixels, box, others, cell),
                confidence=float(evidence[region].mean()),
            )
        )
    return segments
