"""From an EBTS transaction to ten templates: decode, check, extract; the fingers side by side on all cores."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tenprint import imaging
from tenprint.agency.masterfile import best_of
from tenprint.errors import ImageError, TenprintError, Where
from tenprint.exchange import telemetry
from tenprint.fingerprint.extraction import extract
from tenprint.fingerprint.template import Template

if TYPE_CHECKING:
    from tenprint.transaction import Transaction
    from tenprint.transaction.images import FingerImage

Pixels = NDArray[np.uint8]

SINGLE_FINGERS = frozenset(range(1, 11))
SLAPS = {13: (2, 3, 4, 5), 14: (7, 8, 9, 10), 15: (1, 6), 11: (1,), 12: (6,)}  # position code -> its fingers
DEFAULT_PPI = 500.0  # where neither record nor image says
FEWEST_MINUTIAE = 8  # below it a print says next to nothing: a match of few minutiae may be chance

_pool = ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="extract")


class Captured(NamedTuple):
    """What a transaction's images gave: one template a finger, its encoded image, and what could not be used."""

    templates: dict[int, Template]
    images: dict[int, bytes]
    problems: list[str]


def capture(transaction: Transaction) -> Captured:
    """Decode the finger images and extract one template a finger; slaps serve where a single print is not usable.

    Raises:
        ImageError: no finger of the transaction is usable; it says which image failed and why.
    """
    problems: list[str] = []
    singles = [image for image in transaction.images if image.position in SINGLE_FINGERS]
    templates = _usable(_templates(singles, problems))
    missing = SINGLE_FINGERS - set(templates)
    slaps = [image for image in transaction.images if missing & set(SLAPS.get(image.position, ()))]
    if slaps:
        found = _usable(_templates(slaps, problems))
        templates |= {position: template for position, template in found.items() if position in missing}
    if not templates:
        raise ImageError(
            "no finger is usable: " + ("; ".join(problems[:4]) or "there is no image of a finger with ridges"),
            where=Where(record="Type-4/14"),
            remedy="Capture the prints again.",
        )
    images = {image.position: image.data for image in singles if image.position in templates}
    return Captured(dict(sorted(templates.items())), images, problems)


def _usable(templates: Iterable[Template]) -> dict[int, Template]:
    return {p: t for p, t in best_of(templates).items() if len(t) >= FEWEST_MINUTIAE}


def _templates(sources: list[FingerImage], problems: list[str]) -> list[Template]:
    """Decode in parallel, extract in parallel; what fails is named in `problems`."""
    single: list[tuple[Pixels, float, int, int]] = []
    with telemetry.stage("decode"):
        images = imaging.decode_each([source.encoded for source in sources])
    for source, decoded in zip(sources, images, strict=True):
        if isinstance(decoded, TenprintError):
            problems.append(f"image of {source.position_name}: {decoded.what}")
            continue
        single += _fingers(source, decoded)
    with telemetry.stage("extract"):
        return list(_pool.map(lambda one: extract(one[0], one[1], position=one[2], impression=one[3]), single))


def _fingers(source: FingerImage, image: imaging.Image) -> Iterator[tuple[Pixels, float, int, int]]:
    """Yield the single fingers of an image: itself, or the segments of a slap."""
    ppi = source.ppi or image.ppi or DEFAULT_PPI
    if source.position in SINGLE_FINGERS:
        yield image.pixels, ppi, source.position, source.impression
        return
    from tenprint.fingerprint.segmentation import segment_slap

    for segment in segment_slap(image.pixels, ppi, source.position):
        yield segment.pixels, ppi, segment.position, source.impression
