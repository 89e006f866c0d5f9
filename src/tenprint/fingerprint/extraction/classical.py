"""The back end `classical`: every step one named call, always there, no network."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.extraction.binarise import binarise
from tenprint.fingerprint.extraction.clean import clean
from tenprint.fingerprint.extraction.contest import contest
from tenprint.fingerprint.extraction.enhance import enhance
from tenprint.fingerprint.extraction.frequency import frequency
from tenprint.fingerprint.extraction.minutiae import Found, minutiae
from tenprint.fingerprint.extraction.normalise import normalise
from tenprint.fingerprint.extraction.orientation import at_scales, orientation
from tenprint.fingerprint.extraction.parameters import DEFAULT, Parameters
from tenprint.fingerprint.extraction.quality import explained, quality
from tenprint.fingerprint.extraction.segment import segment
from tenprint.fingerprint.extraction.thin import thin
from tenprint.fingerprint.extraction.trace import prune
from tenprint.fingerprint.extraction.warm import announce_compilation
from tenprint.fingerprint.transparency import Transparency

NAME = "classical"
VERSION = "1"


def available() -> bool:
    """Always there."""
    return True


def find(
    pixels: NDArray[np.uint8], transparency: Transparency | None = None, parameters: Parameters = DEFAULT
) -> Found:
    """Find the minutiae of one finger.

    Args:
        pixels: (h, w) uint8 at 500 ppi, ridges dark.
        transparency: hears every intermediate, see `transparency.KEYS`.
    """
    announce_compilation()
    normalised, _ = normalise(pixels, parameters.normalise)
    field = orientation(normalised, parameters.orientation.scales, parameters.orientation)
    mask = segment(pixels, field.coarse, parameters.segment)
    period = frequency(normalised, field, mask, parameters.frequency)
    enhanced = contest(normalised, at_scales(normalised, parameters.orientation.scales), period, mask, parameters)
    for _ in range(1, parameters.enhance.passes):
        field = orientation(enhanced, parameters.orientation.again, parameters.orientation)
        period = frequency(enhanced, field, mask, parameters.frequency)
        enhanced = enhance(normalised, field, period, mask, parameters.enhance, parameters.frequency)
    share = explained(normalised, enhanced, parameters.quality.smoothing)
    ridges, valleys = binarise(enhanced, mask)
    ridge_lines = prune(thin(ridges), parameters.clean.spur, parameters.clean.fragment)
    valley_lines = prune(thin(valleys), parameters.clean.spur, parameters.clean.fragment)
    candidates = minutiae(ridge_lines, valley_lines, enhanced, parameters.minutiae)
    kept = clean(candidates, mask, parameters.clean)
    kept = quality(kept, enhanced, share, field.coherence, mask, parameters.quality)
    if transparency is not None:
        transparency.publish("normalised", normalised)
        transparency.publish("mask", mask)
        transparency.publish("orientation", (-0.5 * np.arctan2(field.sine, field.cosine)) % math.pi)
        transparency.publish("coherence", field.coherence)
        transparency.publish("period", period)
        transparency.publish("enhanced", enhanced)
        transparency.publish("share", share)
        transparency.publish("binary", ridges)
        transparency.publish("ridges", ridge_lines)
        transparency.publish("valleys", valley_lines)
        transparency.publish("candidates", candidates.rows())
    return kept
