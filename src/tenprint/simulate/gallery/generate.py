"""Galleries of templates, by subject number: any part at any time, on any number of threads, always the same."""

from __future__ import annotations

import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tenprint.errors import UsageError
from tenprint.fingerprint.template import Template
from tenprint.simulate.gallery import parameters as p
from tenprint.simulate.gallery.finger import workspace
from tenprint.simulate.gallery.kernel import FINGERS, fill
from tenprint.simulate.gallery.model import Model, load
from tenprint.simulate.prints.outline import canvas_of
from tenprint.simulate.prints.parameters import DEFAULT, Parameters
from tenprint.simulate.prints.pattern import Pattern, frequency_table, pattern_of

ImpressionKind = Literal["plain", "rolled"]
SOURCE = "tenprint synthetic gallery 1"
LEAST_REACH = 40.0  # px between knots; scratch has room for this many
_ROOM = {"plain": 110, "rolled": p.MOST}  # minutiae a finger has room for, on average over a batch


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Templates of consecutive subjects, ten fingers each, as columns; finger g has rows offsets[g] to offsets[g + 1].

    Finger g belongs to subject `start + g // 10` and has position `g % 10 + 1`.

    Attributes:
        start: number of the first subject.
        offsets: (10 n + 1,) int64.
        x, y: float32, px of 500 ppi from the upper left.
        direction: float32, radians in [0, 2 pi), as in `Template`.
        kind, quality: uint8, as in `Template`; falling quality in each finger.
        finger_quality: (10 n,) uint8, 0 to 100.
        pattern: (10 n,) uint8, class code, see `prints.pattern`.
        width, height: size of each picture, px of 500 ppi.
        impression: impression type code of ANSI/NIST-ITL, 0 plain, 1 rolled.
    """

    start: int
    offsets: NDArray[np.int64]
    x: NDArray[np.float32]
    y: NDArray[np.float32]
    direction: NDArray[np.float32]
    kind: NDArray[np.uint8]
    quality: NDArray[np.uint8]
    finger_quality: NDArray[np.uint8]
    pattern: NDArray[np.uint8]
    width: int
    height: int
    impression: int

    def __len__(self) -> int:
        """Return the number of subjects."""
        return len(self.finger_quality) // FINGERS

    @property
    def counts(self) -> NDArray[np.int64]:
        """Minutiae of each finger, (10 n,)."""
        return np.diff(self.offsets)

    def template(self, subject: int, finger: int) -> Template:
        """Return one finger (1 to 10) of a subject (by its number) as a template."""
        g = (subject - self.start) * FINGERS + finger - 1
        part = slice(int(self.offsets[g]), int(self.offsets[g + 1]))
        return Template(
            self.x[part], self.y[part], self.direction[part], self.kind[part], self.quality[part],
            self.width, self.height, finger, self.impression, int(self.finger_quality[g]), SOURCE,
        )  # fmt: skip

    def fingers(self, subject: int) -> dict[int, Template]:
        """Return the ten fingers of a subject by position."""
        return {finger: self.template(subject, finger) for finger in range(1, FINGERS + 1)}

    def pattern_of(self, subject: int, finger: int) -> Pattern:
        """Return the pattern class of a finger."""
        return pattern_of(int(self.pattern[(subject - self.start) * FINGERS + finger - 1]))


def generate(
    start: int,
    count: int,
    seed: int = 0,
    *,
    impression: int = 0,
    kind: ImpressionKind = "plain",
    parameters: Parameters = DEFAULT,
    model: Model | None = None,
) -> Columns:
    """Draw the templates of subjects `start` to `start + count - 1`.

    Args:
        start, count: subject numbers, from 0.
        seed: of the world; the same subject of the same seed always has the same fingers.
        impression: which impression of the fingers, 0 to 2**32 - 1: others of the same subject are mates.
        kind: plain or rolled.
        parameters: of the prints; orientation fields and frequencies are those of master prints.
        model: fitted model, by default the one that comes along.

    Raises:
        UsageError: a number is negative, or the kind does not exist.
    """
    if start < 0 or count < 0 or impression < 0:
        raise UsageError("subject numbers and impressions count from 0", remedy="Give numbers of 0 and more.")
    if kind not in _ROOM:
        raise UsageError(f"there is no kind {kind!r} of template", remedy="Choose plain or rolled.")
    model = model or load()
    fingers = count * FINGERS
    room = max(fingers * _ROOM[kind], p.MOST * FINGERS)
    x, y, direction = (np.empty(room, np.float32) for _ in range(3))
    sort, quality = np.empty(room, np.uint8), np.empty(room, np.uint8)
    counts = np.zeros(fingers, np.int32)
    finger_quality, pattern = np.zeros(fingers, np.uint8), np.zeros(fingers, np.uint8)
    written = fill(
        seed & (2**63 - 1), start, count, impression + 1, p.MOST, *tables(parameters), model.growth(),
        _kind_table(kind), model.scalars(), model.deciles(),
        x, y, direction, sort, quality, counts, finger_quality, pattern, workspace(),
    )  # fmt: skip
    offsets = np.zeros(fingers + 1, np.int64)
    np.cumsum(counts, out=offsets[1:])
    width, height = p.PLAIN_SIZE if kind == "plain" else p.ROLLED_SIZE
    return Columns(
        start, offsets, x[:written].copy(), y[:written].copy(), direction[:written].copy(), sort[:written].copy(),
        quality[:written].copy(), finger_quality, pattern, width, height, 0 if kind == "plain" else 1,
    )  # fmt: skip


def stream(
    start: int,
    count: int,
    seed: int = 0,
    *,
    impression: int = 0,
    kind: ImpressionKind = "plain",
    batch: int = 512,
    threads: int = 1,
) -> Iterator[Columns]:
    """Yield batches of subjects in order, drawn on several threads; memory holds a few batches only."""

    def draw(first: int) -> Columns:
        return generate(first, min(batch, start + count - first), seed, impression=impression, kind=kind)

    firsts = range(start, start + count, batch)
    with ThreadPoolExecutor(threads) as pool:
        pending = [pool.submit(draw, first) for first in firsts[: 2 * threads]]
        following = iter(firsts[2 * threads :])
        while pending:
            yield pending.pop(0).result()
            first = next(following, None)
            if first is not None:
                pending.append(pool.submit(draw, first))


Table = NDArray[np.float64]


def tables(parameters: Parameters) -> tuple[Table, Table, Table, Table, Table, Table]:
    """Return shape, widths, lengths, classes, wander and period as the kernel takes them."""
    m = parameters.master
    if min(m.period_local_reach, *(reach for reach, _ in m.wander)) < LEAST_REACH:
        raise UsageError(
            f"smooth deviations must reach over {LEAST_REACH} px and more",
            remedy="Choose a greater reach in the parameters of the prints.",
        )
    degree = math.pi / 180
    return (
        np.concatenate([canvas_of(m), [m.size_spread, m.roundness, m.roundness_reach]]),
        np.array(m.half_width),
        np.array(m.length),
        frequency_table(parameters.frequencies),
        np.array([*((reach, spread * degree) for reach, spread in m.wander), (m.period_local_reach, m.period_local)]),
        np.array(
            [
                m.period_mean, m.period_spread_person, m.period_spread_finger, m.period_base, m.period_tip,
                m.period_low, m.period_high, m.adaptation_reach, m.adaptation_stiffness, m.adaptation_steps,
            ]
        ),
    )  # fmt: skip


def _kind_table(kind: ImpressionKind) -> NDArray[np.float64]:
    share = p.PLAIN_SHARE if kind == "plain" else p.ROLLED_SHARE
    size = p.PLAIN_SIZE if kind == "plain" else p.ROLLED_SIZE
    centre = p.PLAIN_CENTRE if kind == "plain" else p.ROLLED_CENTRE
    shift = p.SHIFT if kind == "plain" else p.SHIFT / 4
    return np.array([*share, *size, centre, p.ROTATION, shift, p.PRESSURE, p.DISTORTION], np.float64)
