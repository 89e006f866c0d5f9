"""What is measured of one image, real or synthetic, in the same way."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.extraction import extract
from tenprint.fingerprint.quality import assess
from tenprint.fingerprint.template import Template
from tenprint.fingerprint.transparency import Recorder

CELL = 4  # px of the extraction's maps at 500 ppi
_CM = 500 / 2.54  # px
_LEAST_CELLS = 400  # 0.16 cm2; with less there is nothing to compare


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures of one image.

    Attributes:
        area: of usable ridges, cm2.
        minutiae: found by the default back end inside that area.
        density: minutiae per cm2.
        classical_density: the same with the classical back end.
        endings: share of endings among the classical minutiae.
        period: median ridge period, px at 500 ppi.
        period_spread: distance between the 10 % and 90 % points of the period inside the print, px.
        orientation_variance: circular variance of the ridge orientation over the print, 0 to 1.
        bend: median change of orientation over 16 px, degrees.
        coherence: median agreement of gradients, 0 to 1.
        darkness: share of ridge pixels in the binarised print.
        contrast: standard deviation of gray levels in the print.
        quality: 0 to 100, of `tenprint.fingerprint.quality`.
    """

    area: float
    minutiae: float
    density: float
    classical_density: float
    endings: float
    period: float
    period_spread: float
    orientation_variance: float
    bend: float
    coherence: float
    darkness: float
    contrast: float
    quality: float

    def values(self) -> dict[str, float]:
        """Return the measures by name."""
        return asdict(self)


def measure(pixels: NDArray[np.uint8], ppi: float) -> tuple[Measures, Template] | None:
    """Measure one image; return its measures and its template, or None where too little of a print is in it."""
    recorder = Recorder()
    classical = extract(pixels, ppi, backend="classical", transparency=recorder)
    mask = recorder.arrays["mask"]
    cells = int(mask.sum())
    if cells < _LEAST_CELLS:
        return None
    template = extract(pixels, ppi)
    area = cells * (CELL / _CM) ** 2
    count, plain = _inside(template, mask), _inside(classical, mask)
    period = recorder.arrays["period"][mask]
    angle = 2 * recorder.arrays["orientation"]
    resultant = np.hypot(np.cos(angle[mask]).mean(), np.sin(angle[mask]).mean())
    step = 16 // CELL
    both = mask[:, step:] & mask[:, :-step]
    turn = np.abs(np.angle(np.exp(1j * (angle[:, step:] - angle[:, :-step]))[both])) / 2
    low, middle, high = np.percentile(period, [10, 50, 90])
    image = recorder.arrays["input"]
    pixel_mask = np.kron(mask, np.ones((CELL, CELL), bool))[: image.shape[0], : image.shape[1]]
    h, w = pixel_mask.shape
    return (
        Measures(
            area=area,
            minutiae=float(count.sum()),
            density=float(count.sum()) / area,
            classical_density=float(plain.sum()) / area,
            endings=float((classical.kind[plain] == 1).mean()) if plain.any() else 0.0,
            period=float(middle),
            period_spread=float(high - low),
            orientation_variance=float(1 - resultant),
            bend=float(np.degrees(np.median(turn))),
            coherence=float(np.median(recorder.arrays["coherence"][mask])),
            darkness=float(recorder.arrays["binary"][:h, :w][pixel_mask].mean()),
            contrast=float(image[:h, :w][pixel_mask].std()),
            quality=float(assess(pixels, ppi).score),
        ),
        template,
    )


def _inside(template: Template, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    i = np.clip((template.y / CELL).astype(int), 0, mask.shape[0] - 1)
    j = np.clip((template.x / CELL).astype(int), 0, mask.shape[1] - 1)
    return np.asarray(mask[i, j])
