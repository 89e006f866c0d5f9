"""Every tunable number of the print generator, with its unit and where it comes from.

Lengths are in pixels at 500 ppi (19.685 px/mm) unless said otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MasterParameters:
    """Master prints: the finger's skin as it is, before any impression of it."""

    # The FBI's box for one rolled finger is 1.6 x 1.5 in (card FD-249).
    width: int = 800
    height: int = 750
    grid: int = 4  # px between samples of orientation and period; both are smooth over tens of px

    # Half width and height of the rolled area of each finger, thumb to little (px): nail to nail 20 to 28 mm.
    half_width: tuple[float, ...] = (272.0, 238.0, 242.0, 232.0, 204.0)
    length: tuple[float, ...] = (585.0, 555.0, 570.0, 555.0, 500.0)
    size_spread: float = 0.06  # relative standard deviation of a finger's size

    # Ridge period: 9 px at 500 ppi is 0.46 mm (Maltoni et al., Handbook of Fingerprint Recognition, 3.1: 0.43-0.55 mm).
    period_mean: float = 8.5
    period_spread_person: float = 0.45
    period_spread_finger: float = 0.25
    period_local: float = 0.04  # relative standard deviation inside one finger, apart from what follows the flow
    period_local_reach: float = 95.0
    period_base: float = 0.16  # ridges widen toward the joint by this share
    period_tip: float = 0.05  # and a little toward the tip
    # Ridges that fan out get wider, see `adaptation`.
    adaptation_grid: int = 32  # px
    adaptation_reach: float = 120.0  # px over which the spacing may differ from what it would be alone
    adaptation_stiffness: float = 0.05
    adaptation_steps: int = 40
    period_low: float = 6.6
    period_high: float = 13.0

    # Orientation: quadratic differentials (Huckemann, Hotz, Munk 2008). Unit of length is `radius`.
    radius: float = 1.10  # where the arcs of the arch meet the joint, in half widths of the finger
    stretch: float = 1.62  # fingers are longer than wide
    # Smooth deviation of the orientation: (px over which it varies, standard deviation in degrees).
    wander: tuple[tuple[float, float], ...] = ((140.0, 6.0), (60.0, 3.5))
    roundness: float = 0.8  # how much a core bends the ridges above it more than below (0: confocal parabolas)
    roundness_reach: float = 120.0  # px

    # Growth
    orientations: int = 64
    periods: int = 14
    seeds_per_cm2: float = 60.0
    coarse_steps: int = 12
    fine_steps: int = 3
    gain: float = 12.0  # of the saturating response while growing
    gain_last: float = 3.2  # soft, so that the last map has a rounded profile

    # Truth
    pair_distance: float = 7.0  # px; closer pairs of opposite sign are a broken or bridged ridge, no minutiae
    kind_probe: float = 4.0  # px; where to look whether a ridge or a valley begins


@dataclass(frozen=True, slots=True)
class PatternFrequencies:
    """Shares of the pattern classes by finger, thumb to little, right then left.

    Averages follow Wilson, Candela and Watson (1993): arch 3.7 %, tented 2.9 %, loops 65.5 %, whorls 27.9 %.
    How they spread over fingers follows Cummins and Midlo (1943), rounded.
    """

    whorl: tuple[float, ...] = (0.42, 0.33, 0.19, 0.45, 0.14, 0.33, 0.30, 0.17, 0.35, 0.11)
    arch: tuple[float, ...] = (0.040, 0.130, 0.100, 0.035, 0.025) * 2  # plain and tented
    tented_of_arch: float = 0.44
    radial_of_loop: tuple[float, ...] = (0.01, 0.34, 0.05, 0.02, 0.01) * 2
    double_of_whorl: tuple[float, ...] = (0.45, 0.22, 0.15, 0.10, 0.10) * 2
    shared: float = 0.55  # probability that a finger follows its person's tendency instead of chance


@dataclass(frozen=True, slots=True)
class Parameters:
    """All parameters of the generator."""

    master: MasterParameters = field(default_factory=MasterParameters)
    frequencies: PatternFrequencies = field(default_factory=PatternFrequencies)


DEFAULT = Parameters()
