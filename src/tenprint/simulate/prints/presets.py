"""How an impression is taken: named conditions, and three presets that draw them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import StrEnum

import numpy as np

from tenprint.errors import UsageError


class Kind(StrEnum):
    """What part of the finger touches the surface."""

    ROLLED = "rolled"
    PLAIN = "plain"
    SLAP = "slap"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class Conditions:
    """The conditions of one impression; each may be given by name instead of being drawn.

    Attributes:
        rotation: degrees, counter-clockwise as seen.
        shift_x, shift_y: px of 500 ppi.
        distortion: px of 500 ppi, standard deviation of the smooth displacement of the skin.
        torsion: degrees by which the rim is twisted against the middle.
        pressure: -1 (barely touching) to 1 (pressed hard): thickness of ridges and size of the contact area.
        moisture: -1 (dry, broken ridges) to 1 (wet, valleys filled).
        unevenness: how much pressure and moisture vary over the print (0 to 1).
        creases: visibility of the finger's creases and scars, 0 to 1.
        scratches: fresh scratches and folds, a number.
        pores: visibility of pores, 0 to 1.
        dirt: spots on the surface, a number per 100 000 px.
        background: gray level of the empty surface.
        vignette: gray levels by which the surface darkens toward its rim.
        ink: gray level of full contact.
        contrast: 0 to 1.
        blur: 0 (sharp) to 1 (one binomial 3 x 3 filter).
        noise: standard deviation of the sensor's noise, gray levels.
        bitrate: of WSQ in bits per pixel; 0: not compressed.
    """

    rotation: float = 0.0
    shift_x: float = 0.0
    shift_y: float = 0.0
    distortion: float = 0.0
    torsion: float = 0.0
    pressure: float = 0.0
    moisture: float = 0.0
    unevenness: float = 0.0
    creases: float = 0.5
    scratches: float = 0.0
    pores: float = 0.5
    dirt: float = 0.0
    background: float = 245.0
    vignette: float = 0.0
    ink: float = 30.0
    contrast: float = 1.0
    blur: float = 0.5
    noise: float = 4.0
    bitrate: float = 0.0

    def with_values(self, values: dict[str, float]) -> Conditions:
        """Return these conditions with some of them replaced.

        Raises:
            UsageError: there is no condition of that name.
        """
        known = {f.name for f in fields(self)}
        for name in values:
            if name not in known:
                raise UsageError(f"there is no condition {name!r}", remedy=f"Known are: {', '.join(sorted(known))}.")
        return replace(self, **{name: float(value) for name, value in values.items()})


@dataclass(frozen=True, slots=True)
class Preset:
    """(mean, standard deviation) of each condition that varies; what is not listed keeps its default."""

    rotation: tuple[float, float]
    shift: tuple[float, float]
    distortion: tuple[float, float]
    torsion: tuple[float, float]
    pressure: tuple[float, float]
    moisture: tuple[float, float]
    unevenness: tuple[float, float]
    creases: tuple[float, float]
    scratches: tuple[float, float]
    dirt: tuple[float, float]
    contrast: tuple[float, float]
    blur: tuple[float, float]
    noise: tuple[float, float]


PRESETS: dict[str, Preset] = {
    # A trained operator with a live-scan device and a willing subject.
    "good": Preset(
        rotation=(0, 4),
        shift=(0, 10),
        distortion=(2.0, 0.5),
        torsion=(0, 2),
        pressure=(0.25, 0.12),
        moisture=(0.0, 0.15),
        unevenness=(0.25, 0.08),
        creases=(0.35, 0.15),
        scratches=(0, 0.5),
        dirt=(0.5, 0.5),
        contrast=(0.93, 0.04),
        blur=(0.5, 0.2),
        noise=(4, 1.5),
    ),
    # Bookings as they come: hurried, dry or moist skin, some dirt.
    "field": Preset(
        rotation=(0, 9),
        shift=(0, 22),
        distortion=(3.5, 1.0),
        torsion=(0, 5),
        pressure=(0.2, 0.25),
        moisture=(-0.08, 0.42),
        unevenness=(0.65, 0.18),
        creases=(0.7, 0.2),
        scratches=(2, 1.8),
        dirt=(2, 2),
        contrast=(0.90, 0.07),
        blur=(0.6, 0.25),
        noise=(7, 3),
    ),
    # Worn, very dry or wet, twisted, dirty.
    "poor": Preset(
        rotation=(0, 16),
        shift=(0, 40),
        distortion=(6.0, 1.5),
        torsion=(0, 9),
        pressure=(0.1, 0.4),
        moisture=(-0.15, 0.6),
        unevenness=(0.8, 0.2),
        creases=(0.9, 0.1),
        scratches=(3, 2.5),
        dirt=(6, 4),
        contrast=(0.78, 0.13),
        blur=(0.75, 0.25),
        noise=(11, 5),
    ),
}

# (background, vignette, ink): devices differ; each is drawn about these levels.
SURFACES: tuple[tuple[float, float, float], ...] = (
    (254.0, 0.0, 8.0),  # live-scan with the background removed, high contrast
    (250.0, 0.0, 15.0),  # live-scan with the background removed
    (238.0, 10.0, 25.0),  # optical sensor
    (190.0, 45.0, 25.0),  # optical sensor, uneven light
    (222.0, 8.0, 45.0),  # ink on a card
)


def draw_conditions(difficulty: str, generator: np.random.Generator) -> Conditions:
    """Draw the conditions of one impression.

    Raises:
        UsageError: there is no preset of that name.
    """
    preset = PRESETS.get(difficulty)
    if preset is None:
        raise UsageError(f"there is no difficulty {difficulty!r}", remedy=f"Choose one of: {', '.join(PRESETS)}.")
    z = iter(generator.standard_normal(24).tolist())

    def draw(name: str, low: float, high: float) -> float:
        mean, spread = getattr(preset, name)
        return float(min(max(mean + spread * next(z), low), high))

    surface = SURFACES[int(generator.random() * len(SURFACES))]
    return Conditions(
        rotation=draw("rotation", -45, 45),
        shift_x=draw("shift", -120, 120),
        shift_y=draw("shift", -120, 120),
        distortion=draw("distortion", 0, 12),
        torsion=draw("torsion", -20, 20),
        pressure=draw("pressure", -0.9, 0.9),
        moisture=draw("moisture", -0.95, 0.95),
        unevenness=draw("unevenness", 0, 1),
        creases=draw("creases", 0, 1),
        scratches=draw("scratches", 0, 12),
        pores=min(max(0.55 + 0.25 * next(z), 0), 1),
        dirt=draw("dirt", 0, 20),
        background=min(max(surface[0] + 6 * next(z), 150), 255),
        vignette=max(surface[1] * (1 + 0.3 * next(z)), 0),
        ink=min(max(surface[2] + 10 * next(z), 0), 110),
        contrast=draw("contrast", 0.3, 1),
        blur=draw("blur", 0, 1),
        noise=draw("noise", 0.5, 30),
    )
