"""The minutiae of one impression, in one geometry whatever format they came in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType
from typing import Literal

Format = Literal["legacy", "m1", "efs", "iso2005", "ansi2004"]
TYPE9_FORMATS: tuple[Format, ...] = ("legacy", "m1", "efs")
TEMPLATE_FORMATS: tuple[Format, ...] = ("iso2005", "ansi2004")

TITLES: dict[Format, str] = {
    "legacy": "Type-9 standard fields (005 to 012)",
    "m1": "Type-9 fields of INCITS 378 (126 to 150)",
    "efs": "Type-9 extended feature set (300 to 399)",
    "iso2005": "ISO/IEC 19794-2:2005",
    "ansi2004": "INCITS 378-2004",
}


class Kind(IntEnum):
    """Kind of a minutia. The numbers 0 to 2 are those of ISO/IEC 19794-2; only legacy records know compounds."""

    OTHER = 0
    ENDING = 1
    BIFURCATION = 2
    COMPOUND = 3


@dataclass(frozen=True, slots=True)
class Minutia:
    """One minutia.

    Attributes:
        x, y: px of the record's resolution, origin top left of the image, x to the right, y down. Places are
            continuous: the pixel (i, j) covers i to i + 1 and j to j + 1, its centre is (i + 0.5, j + 0.5).
        angle: degrees in [0, 360), counter-clockwise from the x axis, along the ridge away from an ending, into the
            valley of a bifurcation (ISO/IEC 19794-2:2005 clause 5.4, INCITS 378 and EFS; legacy is the opposite).
        kind: ending, bifurcation, other, compound.
        quality: 0 (worst) to 100, None where it is not reported.
        more: further items of its format, as they were written (EFS: uncertainty of place and direction).
    """

    x: float
    y: float
    angle: float
    kind: Kind = Kind.OTHER
    quality: int | None = None
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Core:
    """A core: place as of a minutia, direction in degrees where the format has one."""

    x: float
    y: float
    angle: float | None = None
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delta:
    """A delta: place as of a minutia, up to three directions in degrees."""

    x: float
    y: float
    angles: tuple[float, ...] = ()
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RidgeCount:
    """Ridges between two minutiae: their numbers from 1, and the count. 255 and 15 stand for no neighbour."""

    minutia: int
    neighbour: int
    count: int


@dataclass(frozen=True, slots=True)
class TemplateHeader:
    """What a record of ISO/IEC 19794-2 or INCITS 378 says that Type-9 does not.

    Attributes:
        owner, kind: CBEFF product identifier (INCITS 378 only).
        certification: four bits of compliance.
        device: identifier of the capture equipment, twelve bits.
        horizontal, vertical: resolution as it is written, px/cm; None to write the record's.
        reserved: the reserved byte.
        view: number of the view.
        areas: extended data areas other than ridge counts, cores and deltas: type code and bytes.
        order: type codes of the areas in the order in which they stood.
        stated: lengths that the record states wrongly: place in the record -> number.
    """

    owner: int = 0
    kind: int = 0
    certification: int = 0
    device: int = 0
    horizontal: int | None = None
    vertical: int | None = None
    reserved: int = 0
    view: int = 0
    areas: tuple[tuple[int, bytes], ...] = ()
    order: tuple[int, ...] = ()
    stated: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class MinutiaeRecord:
    """The minutiae of one impression.

    Attributes:
        format: the format it was read from, or is to be written in.
        minutiae: in the order in which they stood.
        width, height: of the image, px.
        ppi: resolution, px per inch.
        position: friction ridge position code (0 unknown, 1 right thumb ... 10 left little).
        impression: impression type code of ANSI/NIST-ITL (0 live-scan plain, 1 rolled, 4 latent ...).
        quality: of the impression, 0 to 100, None where it is not reported.
        patterns: pattern classes in the codes of the legacy standard (`RL`, `LS` ...), likeliest first.
        cores, deltas: singular points.
        ridge_counts: ridges between minutiae.
        count_method: how neighbours were chosen: 0 not said, 1 one a quadrant, 2 one an octant.
        idc: image designation character of a Type-9 record.
        fields: fields of its Type-9 block that have no place here, number -> subfields.
        header: what a template says beside the minutiae.
    """

    format: Format
    minutiae: tuple[Minutia, ...]
    width: int
    height: int
    ppi: float
    position: int = 0
    impression: int = 0
    quality: int | None = None
    patterns: tuple[str, ...] = ()
    cores: tuple[Core, ...] = ()
    deltas: tuple[Delta, ...] = ()
    ridge_counts: tuple[RidgeCount, ...] = ()
    count_method: int = 0
    idc: int = 0
    fields: Mapping[int, tuple[tuple[str, ...], ...]] = field(default_factory=lambda: MappingProxyType({}))
    header: TemplateHeader | None = None
