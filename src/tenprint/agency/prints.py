"""From an EBTS transaction to ten templates: decode, check, extract; the fingers side by side on all cores."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tenprint import imaging
from tenprint.agency.features import SINGLE_FINGERS, given_features
from tenprint.agency.masterfile import best_of
from tenprint.agency.scale import check_scale
from tenprint.agency.sequence import check_sequence
from tenprint.errors import ImageError, InputError, TenprintError, Where
from tenprint.exchange import telemetry
from tenprint.fingerprint.extraction import extract
from tenprint.fingerprint.template import Template

if TYPE_CHECKING:
    from tenprint.transaction import Transaction
    from tenprint.transaction.images import FingerImage

Pixels = NDArray[np.uint8]

SLAPS = {13: (2, 3, 4, 5), 14: (7, 8, 9, 10), 15: (1, 6), 11: (1,), 12: (6,)}  # position code -> its fingers
DEFAULT_PPI = 500.0  # where neither record nor image says
FEWEST_MINUTIAE = 8  # below it a print says next to nothing: a match of few minutiae may be chance

_pool = ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="extract")


class Captured(NamedTuple):
    """What a transaction's images gave: one template a finger, its encoded image, and what could not be used."""

    templates: dict[int, Template]
    images: dict[int, bytes]
    problems: list[str]


def capture(transaction: Transaction, *, features: bool = False) -> Captured:
    """Decode the finger images and extract one template a finger; slaps serve where a single print is not usable.

    Slaps are also held against the single prints: they show how the fingers lie in the hand.

    Args:
        transaction: with images of fingers, or with nothing but minutiae of them.
        features: the senders' own minutiae (Type-9) are trusted: they stand in the place of extraction. Where there is
            no image of a finger at all, they always do.

    Raises:
        ImageError: no finger is usable, the ridges do not fit the stated resolution, prints are in each other's boxes,
            or slaps and single prints are of different people. It says which and what to do.
    """
    problems: list[str] = []
    sources = [i for i in transaction.images if i.position in SINGLE_FINGERS or i.position in SLAPS]
    given = _usable(given_features(transaction, problems).values()) if features or not sources else {}
    taken = _take([i for i in sources if not given.keys() >= _fingers_of(i)], problems)
    check_scale([one.pixels for one in taken if not one.is_slap], [one.ppi for one in taken if not one.is_slap])
    with telemetry.stage("extract"):
        found = list(_pool.map(_extract, taken)) if taken else []
    singles = _usable(t for one, t in zip(taken, found, strict=True) if not one.is_slap) | given
    slaps = _usable(t for one, t in zip(taken, found, strict=True) if one.is_slap)
    with telemetry.stage("sequence"):
        problems += check_sequence(singles, slaps)
    templates = slaps | singles
    if not templates:
        raise ImageError(
            "no finger is usable: " + ("; ".join(problems[:4]) or "there is no image of a finger with ridges"),
            where=Where(record="Type-4/14" if sources else "Type-9"),
            remedy="Capture the prints again.",
        )
    images = {i.position: i.data for i in sources if i.position in SINGLE_FINGERS and i.position in templates}
    return Captured(dict(sorted(templates.items())), images, problems)


def _fingers_of(image: FingerImage) -> set[int]:
    return set(SLAPS.get(image.position, (image.position,)))


class _Taken(NamedTuple):
    """The picture of one finger, before extraction."""

    pixels: Pixels
    ppi: float
    position: int
    impression: int
    is_slap: bool


def _usable(templates: Iterable[Template]) -> dict[int, Template]:
    return {p: t for p, t in best_of(templates).items() if len(t) >= FEWEST_MINUTIAE}


def _extract(one: _Taken) -> Template:
    return extract(one.pixels, one.ppi, position=one.position, impression=one.impression)


def _take(sources: list[FingerImage], problems: list[str]) -> list[_Taken]:
    """Decode in parallel and cut slaps into fingers; what fails is named in `problems`."""
    if not sources:
        return []
    with telemetry.stage("decode"):
        images = imaging.decode_each([source.encoded for source in sources])
    taken: list[_Taken] = []
    with telemetry.stage("segment"):
        for source, decoded in zip(sources, images, strict=True):
            try:
                if isinstance(decoded, TenprintError):
                    raise decoded
                taken += _fingers(source, decoded)
            except InputError as error:
                problems.append(f"image of {source.position_name}: {error.what}")
    return taken


def _fingers(source: FingerImage, image: imaging.Image) -> Iterator[_Taken]:
    """Yield the single fingers of an image: itself, or the segments of a slap."""
    ppi = source.ppi or image.ppi or DEFAULT_PPI
    if source.position in SINGLE_FINGERS:
        yield _Taken(image.pixels, ppi, source.position, source.impression, is_slap=False)
        return
    from tenprint.fingerprint.segmentation import segment_slap

    for segment in segment_slap(image.pixels, ppi, source.position):
        yield _Taken(segment.pixels, ppi, segment.position, source.impression, is_slap=True)
