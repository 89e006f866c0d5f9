"""Every tunable number of the classical extractor, with unit and source. All lengths are px at 500 ppi."""

from __future__ import annotations

from dataclasses import dataclass, field

# Side of the square cells on which mask, orientation, coherence and period are kept, px. Half a ridge: finer than
# the field changes, except in cores.
CELL = 4


@dataclass(frozen=True, slots=True)
class Normalise:
    """Local mean and deviation; source: Hong, Wan, Jain 1998, section 2.3, made local."""

    radius: int = 20  # px, box of 41 px holds four to five ridges
    floor: float = 6.0  # grey levels of 255, deviation added to the local one so that flat ground stays flat
    limit: float = 1.25  # deviations; scratches and ink blobs do not outweigh ridges


@dataclass(frozen=True, slots=True)
class Segment:
    """Where there are ridges; source: Maltoni et al., Handbook of Fingerprint Recognition, section 3.2 (contrast)."""

    smoothing: float = 2.0  # cells, of the squared gradients
    percentile: float = 95.0  # per cent, the contrast that counts as full
    fraction: float = 0.25  # of full contrast, below which a cell is background
    minimum: float = 2.0  # grey levels per px, below which nothing is a ridge
    coherence: float = 0.2  # 0 to 1 at the coarse scale, below which a cell is no ridge pattern
    thinnest: int = 2  # cells, lines narrower than twice this are cut first: edges of the scanner
    closing: int = 4  # cells, gaps narrower than twice this are filled
    opening: int = 4  # cells, tongues narrower than twice this are cut
    smallest: int = 300  # cells (5 x 5 mm is 600); smaller islands are dropped
    largest_hole: int = 600  # cells; smaller holes are filled


@dataclass(frozen=True, slots=True)
class Orientation:
    """Structure tensor at several scales; source: Bigun and Granlund 1987; Kass and Witkin 1987."""

    scales: tuple[float, ...] = (1.5, 4.0)  # cells, deviation of the averaging Gaussian, fine to coarse
    again: tuple[float, ...] = (1.0, 2.0)  # cells, likewise on the enhanced image, which holds less noise
    judge: float = 2.0  # cells, deviation of the Gaussian over which scales are judged
    low: float = 0.3  # coherence below which the finer scale counts nothing
    high: float = 0.7  # coherence from which the finer scale counts alone


@dataclass(frozen=True, slots=True)
class Frequency:
    """Distance of ridges from the spectrum across the ridges; source: Hong, Wan, Jain 1998, section 2.5."""

    step: int = 4  # cells between windows
    half_length: int = 24  # px, reach of a window across the ridges
    half_width: int = 8  # px, reach along the ridges
    shortest: float = 4.0  # px, ridges of children and of women's little fingers: 5 to 6
    longest: float = 20.0  # px, stretched ridges of wide thumbs: 14 to 15
    bins: int = 24  # periods tried, in equal ratios
    smoothing: float = 1.0  # windows, deviation of the averaging of spectra
    usual: float = 9.0  # px, centre of the prior
    spread: float = 0.5  # natural logarithm, deviation of the prior


@dataclass(frozen=True, slots=True)
class Enhance:
    """Even Gabor filters tuned to orientation and period; source: Hong, Wan, Jain 1998, section 2.6."""

    orientations: int = 48  # steps over pi
    periods: int = 16  # steps from shortest to longest, in equal ratios
    along: tuple[float, ...] = (5.0, 3.5, 2.5)  # px, deviation along the ridge: straight, bent, turning
    bends: tuple[float, ...] = (0.05, 0.25)  # 1 - resultant of orientations around, from which ridges count as such
    bend_reach: float = 2.0  # cells, deviation of the Gaussian that gathers the orientations around
    across: float = 0.22  # of the period, deviation across the ridge
    passes: int = 2  # the second takes orientation and period from the first's result


@dataclass(frozen=True, slots=True)
class Clean:
    """What is no minutia; source: Maltoni et al., section 3.7.2 (minutiae filtering), SourceAFIS's rules of thumb."""

    spur: int = 6  # px, branches that end sooner are cut
    fragment: int = 6  # px, ridges with two ends that are shorter are no ridges
    gap: float = 8.0  # px, two ends that face each other nearer than this are one ridge
    gap_angle: float = 0.7  # radians, how exactly they must face
    margin: float = 8.0  # px from the edge of the ridges
    beyond: float = 0.0  # px; a line that ends must have ended so far from the edge, seen along itself
    twins: float = 6.0  # px, two minutiae nearer than this cannot both be


@dataclass(frozen=True, slots=True)
class Minutiae:
    """Reading minutiae off the skeletons."""

    trace: int = 14  # px along the skeleton, over which the direction is taken


@dataclass(frozen=True, slots=True)
class Quality:
    """Logistic rule for the probability that a minutia is real; the measures are those of `quality.MEASURES`."""

    weights: tuple[float, ...] = (5.85, 11.94, 0.02, -0.62, 0.92, 2.79, 2.48)  # logarithm of the odds per unit
    constant: float = -15.24
    smoothing: float = 2.0  # cells, of the measures on cells
    crowd: float = 24.0  # px, radius of the crowd
    edge_limit: float = 32.0  # px, from which on the edge does not matter
    ahead: int = 12  # px along the line
    behind: int = 7  # px beyond its end
    least: float = 0.4  # quality below which a minutia is dropped
    most: int = 120  # minutiae kept, the best


@dataclass(frozen=True, slots=True)
class Parameters:
    """All steps together."""

    normalise: Normalise = field(default_factory=Normalise)
    segment: Segment = field(default_factory=Segment)
    orientation: Orientation = field(default_factory=Orientation)
    frequency: Frequency = field(default_factory=Frequency)
    enhance: Enhance = field(default_factory=Enhance)
    clean: Clean = field(default_factory=Clean)
    minutiae: Minutiae = field(default_factory=Minutiae)
    quality: Quality = field(default_factory=Quality)


DEFAULT = Parameters()
