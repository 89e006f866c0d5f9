"""The sets that are compared: folders of real images, rendered synthetic prints, template galleries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tenprint.errors import UsageError
from tenprint.evaluate.fidelity.measure import Measures, measure
from tenprint.fingerprint.template import Template
from tenprint.simulate import gallery
from tenprint.simulate.prints import impression, master

SUFFIXES = frozenset({".png", ".tif", ".tiff", ".bmp", ".jpg", ".jp2"})
Picture = tuple[str, NDArray[np.uint8], float]  # finger, pixels, ppi


@dataclass(slots=True)
class Sample:
    """What was measured of one set.

    Attributes:
        name: of the set.
        real: whether the prints are real.
        measures: of each image (none for template galleries).
        fingers, templates: the finger of each template, and the template.
    """

    name: str
    real: bool
    measures: list[Measures] = field(default_factory=list)
    fingers: list[str] = field(default_factory=list)
    templates: list[Template] = field(default_factory=list)

    def values(self, name: str) -> NDArray[np.float64]:
        """Return one measure of all images."""
        return np.array([getattr(m, name) for m in self.measures], np.float64)


def real_sets(folder: Path) -> list[tuple[str, list[Path]]]:
    """Return the sets in a folder: the folder itself or its subfolders, with images `<finger>_<impression>.<ext>`.

    Raises:
        UsageError: no such images are there.
    """
    found = []
    for place in [folder, *sorted(p for p in folder.iterdir() if p.is_dir())] if folder.is_dir() else []:
        images = sorted(p for p in place.iterdir() if p.suffix.lower() in SUFFIXES and "_" in p.stem)
        if images:
            found.append((place.name, images))
    if not found:
        raise UsageError(
            f"no images in {folder}", remedy="Give a folder of images named <finger>_<impression>.<ext>, or of such."
        )
    return found


def real_sample(name: str, images: list[Path], most: int, tick: Callable[[], None]) -> Sample:
    """Measure a real set, or `most` of its images spread evenly over it."""
    chosen = [images[i] for i in np.unique(np.linspace(0, len(images) - 1, min(most, len(images))).astype(int))]
    return _sample(name, True, chosen, tick)


def synthetic_sample(
    fingers: int, impressions: int, difficulty: str, seed: int, tick: Callable[[], None], kind: str = "plain"
) -> Sample:
    """Render impressions of synthetic fingers and measure them."""

    def render(k: int) -> Iterator[Picture]:
        made = master(seed + k // 10, finger=k % 10 + 1)
        for i in range(1, impressions + 1):
            taken = impression(made, i, kind=kind, difficulty=difficulty)
            yield f"{seed + k // 10}-{k % 10 + 1}", taken.pixels, float(taken.ppi)

    sample = Sample(f"synthetic {difficulty}", False)
    with ThreadPoolExecutor(2) as pool:
        for results in pool.map(lambda k: [_measured(p) for p in render(k)], range(fingers)):
            for finger, result in results:
                _add(sample, finger, result)
                tick()
    return sample


def gallery_sample(fingers: int, impressions: int, seed: int) -> Sample:
    """Draw templates of as many fingers from the gallery model."""
    sample = Sample("template gallery", False)
    people = -(-fingers // 10)
    for i in range(impressions):
        columns = gallery.generate(0, people, seed, impression=i)
        for k in range(fingers):
            sample.fingers.append(f"{k // 10}-{k % 10 + 1}")
            sample.templates.append(columns.template(k // 10, k % 10 + 1))
    return sample


def _sample(name: str, real: bool, paths: list[Path], tick: Callable[[], None]) -> Sample:
    sample = Sample(name, real)
    with ThreadPoolExecutor(2) as pool:
        for finger, result in pool.map(lambda path: _measured(_load(path)), paths):
            _add(sample, finger, result)
            tick()
    return sample


def _load(path: Path) -> Picture:
    with Image.open(path) as picture:
        ppi = float(picture.info.get("dpi", (500, 500))[0])
        return path.stem.rsplit("_", 1)[0], np.asarray(picture.convert("L")), ppi


def _measured(picture: Picture) -> tuple[str, tuple[Measures, Template] | None]:
    return picture[0], measure(picture[1], picture[2])


def _add(sample: Sample, finger: str, result: tuple[Measures, Template] | None) -> None:
    if result is not None:
        sample.measures.append(result[0])
        sample.fingers.append(finger)
        sample.templates.append(result[1])
