"""Templates of a test set, extracted once: a run that was stopped goes on where it was."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import numpy as np

from tenprint.errors import ImageError
from tenprint.evaluate.verification.images import TestImage
from tenprint.fingerprint.extraction import extract, registry
from tenprint.fingerprint.template import Template
from tenprint.imaging import decode

COLUMNS = ("x", "y", "direction", "kind", "quality")
SIZES = ("width", "height", "position", "impression", "finger_quality")
DEFAULT_PPI = 500.0
WORKERS = 2
AHEAD = 8  # images in work or waiting, so that few are in memory


def templates(
    images: list[TestImage],
    cache: Path,
    backend: str,
    advance: Callable[[], None],
    *,
    ppi: float | None = None,
    workers: int = WORKERS,
) -> tuple[list[Template], list[str]]:
    """Return the template of each image and the names of those that could not be read (they get an empty template).

    Args:
        images: the test set.
        cache: folder for the templates, one file each; a file of the same image, back end and
            version is used again.
        backend: of extraction.
        advance: called after each image.
        ppi: resolution of all images; None means what each file says, or 500.
        workers: threads.
    """
    cache.mkdir(parents=True, exist_ok=True)
    chosen = registry.backend(backend)
    key = f"{chosen.NAME} {chosen.VERSION} {ppi}".encode()

    def one(image: TestImage) -> tuple[Template, bool]:
        data = image.path.read_bytes()
        digest = hashlib.sha256(data + key).hexdigest()[:16]
        target = cache / f"{image.name}.{digest}.npz"
        if target.exists():
            return load(target), True
        try:
            decoded = decode(data, source=image.path.name)
            template = extract(decoded.pixels, ppi or decoded.ppi or DEFAULT_PPI, backend=backend)
        except ImageError:
            # A failure to enrol counts as a failure to match, never as a comparison that was not made.
            return _empty(), False
        save(template, target)
        return template, True

    results: list[Template] = []
    failed: list[str] = []
    with ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
        for image, (template, read) in zip(images, _in_order(pool, one, images), strict=True):
            results.append(template)
            if not read:
                failed.append(image.name)
            advance()
    return results, failed


def save(template: Template, target: Path) -> None:
    """Write a template without loss, whole or not at all."""
    partial = target.with_suffix(f".{os.getpid()}.partial")
    arrays = {name: getattr(template, name) for name in COLUMNS}
    sizes = np.array([getattr(template, name) for name in SIZES], np.int64)
    with partial.open("wb") as handle:
        np.savez(handle, sizes=sizes, source=np.array(template.source), **arrays)
    partial.replace(target)


def load(path: Path) -> Template:
    """Read what `save` wrote."""
    with np.load(path, allow_pickle=False) as stored:
        width, height, position, impression, finger_quality = stored["sizes"].tolist()
        return Template(
            x=stored["x"],
            y=stored["y"],
            direction=stored["direction"],
            kind=stored["kind"],
            quality=stored["quality"],
            width=width,
            height=height,
            position=position,
            impression=impression,
            finger_quality=finger_quality,
            source=str(stored["source"]),
        )


def _empty() -> Template:
    none = np.zeros(0, np.float32)
    return Template(none, none, none, np.zeros(0, np.uint8), np.zeros(0, np.uint8), 0, 0, source="failure to enrol")


def _in_order(
    pool: ThreadPoolExecutor, work: Callable[[TestImage], tuple[Template, bool]], images: list[TestImage]
) -> Iterator[tuple[Template, bool]]:
    """Yield the results in order, with only a few images ahead of the one that is waited for."""
    rest = iter(images)
    waiting = [pool.submit(work, image) for image in islice(rest, AHEAD)]
    while waiting:
        yield waiting.pop(0).result()
        waiting.extend(pool.submit(work, image) for image in islice(rest, 1))
