"""The stages of an extraction, as a table: what each is called, what it shows, how it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.extraction.explain.overlays import marks, strokes
from tenprint.fingerprint.extraction.explain.pictures import heat, lines, png, shade, signal

Arrays = Mapping[str, NDArray[Any]]
RIDGE_COLOUR, VALLEY_COLOUR = (20, 110, 200), (200, 120, 20)


@dataclass(frozen=True, slots=True)
class Drawing:
    """One picture with what lies over it.

    Attributes:
        base: data URI of the picture.
        layers: data URIs of transparent pictures over it.
        overlay: SVG elements over all.
    """

    base: str
    layers: tuple[str, ...] = ()
    overlay: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: shown where the log holds all keys that it needs."""

    title: str
    text: str
    needs: tuple[str, ...]
    draw: Callable[[Arrays], Drawing]


def _result(a: Arrays) -> Drawing:
    return Drawing(png(a["input"]), overlay=marks(a["minutiae"]))


def _mask(a: Arrays) -> Drawing:
    return Drawing(png(a["input"]), (png(shade(a["mask"], *a["input"].shape)),))


def _orientation(a: Arrays) -> Drawing:
    return Drawing(png(a["input"]), overlay=strokes(a["orientation"], a.get("mask")))


def _cells(key: str, low: float, high: float) -> Callable[[Arrays], Drawing]:
    def draw(a: Arrays) -> Drawing:
        cells = a[key] if "mask" not in a else np.where(a["mask"], a[key], low)
        return Drawing(png(heat(cells, a["input"].shape[0], a["input"].shape[1], low, high)))

    return draw


def _skeleton(a: Arrays) -> Drawing:
    white = np.full_like(a["input"], 255)
    layers = tuple(png(lines(a[key], colour)) for key, colour in (("valleys", VALLEY_COLOUR), ("ridges", RIDGE_COLOUR)))
    return Drawing(png(white), layers, marks(a["minutiae"]))


def _candidates(a: Arrays) -> Drawing:
    return Drawing(png(a["input"]), overlay=marks(a["candidates"], faint=True) + marks(a["minutiae"]))


STAGES: tuple[Stage, ...] = (
    Stage("Minutiae", "The result. Circles are ridge endings, squares bifurcations; the fainter, the less sure.",
          ("input", "minutiae"), _result),
    Stage("Usable area", "What is veiled holds no ridges that could be read.", ("input", "mask"), _mask),
    Stage("Normalised", "Local brightness and contrast brought to one level.",
          ("normalised",), lambda a: Drawing(png(signal(a["normalised"])))),
    Stage("Orientation", "Which way the ridges run.", ("input", "orientation"), _orientation),
    Stage("Coherence", "Light where the ridges of a neighbourhood agree, dark at cores, deltas and scars.",
          ("input", "coherence"), _cells("coherence", 0.0, 1.0)),
    Stage("Ridge distance", "From 4 px (dark) to 16 px (light) at 500 ppi; 9 px is usual.",
          ("input", "period"), _cells("period", 4.0, 16.0)),
    Stage("Enhanced", "Averaged along the ridges and filtered across them.",
          ("enhanced",), lambda a: Drawing(png(signal(a["enhanced"])))),
    Stage("Explained", "Light where the filter explains the image; here minutiae can be trusted.",
          ("input", "share"), _cells("share", 0.0, 0.6)),
    Stage("Skeletons", "Ridges blue, valleys orange. A minutia is where one of them ends.",
          ("input", "ridges", "valleys", "minutiae"), _skeleton),
    Stage("Candidates", "Grey: found but dropped, at the edge, as a broken ridge, or as not to be trusted.",
          ("input", "candidates", "minutiae"), _candidates),
)  # fmt: skip
