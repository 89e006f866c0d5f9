"""What a record in another format does not say any more, found by comparing the two."""

from __future__ import annotations

from collections.abc import Iterator

from tenprint.transaction.minutiae.model import TITLES, Minutia, MinutiaeRecord

MICROMETRES_PER_INCH = 25_400.0


def losses_between(before: MinutiaeRecord, after: MinutiaeRecord) -> Iterator[str]:
    """Yield in words what differs: numbers, places, directions, kinds, qualities, and what is left out."""
    if len(after.minutiae) < len(before.minutiae):
        yield f"{len(before.minutiae) - len(after.minutiae)} minutiae of lowest quality are left out"
    else:
        yield from _moved(before, after)
    if before.ppi != after.ppi:
        yield f"the resolution {before.ppi:g} ppi is written as {after.ppi:g}"
    if before.position != after.position:
        yield f"the position {before.position} becomes {after.position}"
    if before.impression != after.impression:
        yield f"the impression type {before.impression} becomes {after.impression}"
    if before.quality != after.quality:
        yield f"the quality of the impression {_or_none(before.quality)} becomes {_or_none(after.quality)}"
    if before.patterns != after.patterns:
        yield f"the pattern class {' '.join(before.patterns) or 'none'} becomes {' '.join(after.patterns) or 'none'}"
    yield from _points(before, after)
    lost = len(before.ridge_counts) - len(after.ridge_counts)
    if lost > 0:
        yield f"{lost} of {len(before.ridge_counts)} ridge counts are left out"
    if before.count_method != after.count_method and after.ridge_counts:
        yield "how neighbours were chosen for the ridge counts is not said"
    if before.format != after.format:
        yield from _own_fields(before)


def _moved(before: MinutiaeRecord, after: MinutiaeRecord) -> Iterator[str]:
    pairs = list(zip(before.minutiae, after.minutiae, strict=True))
    if not pairs:
        return
    scale = MICROMETRES_PER_INCH / before.ppi
    distance = max(max(abs(a.x - b.x), abs(a.y - b.y)) for a, b in pairs) * scale
    if distance > 0.001:
        yield f"places move by up to {distance:.0f} micrometres"
    turn = max(_turn(a.angle, b.angle) for a, b in pairs)
    if turn > 0.001:
        yield f"directions turn by up to {turn:.2f} degrees"
    for name, count in (
        ("kind of minutia is", sum(a.kind != b.kind for a, b in pairs)),
        ("quality is", sum(a.quality != b.quality for a, b in pairs)),
        ("uncertainty of place and direction is", sum(_uncertain(a) and not _uncertain(b) for a, b in pairs)),
    ):
        if count:
            yield f"the {name} not kept for {count} of {len(pairs)} minutiae"


def _turn(a: float, b: float) -> float:
    return abs((a - b + 180.0) % 360.0 - 180.0)


def _uncertain(minutia: Minutia) -> bool:
    return any(minutia.more)


def _points(before: MinutiaeRecord, after: MinutiaeRecord) -> Iterator[str]:
    for name, old, new in (("cores", before.cores, after.cores), ("deltas", before.deltas, after.deltas)):
        if len(new) < len(old):
            yield f"{len(old) - len(new)} of {len(old)} {name} are left out"
    cores = list(zip(before.cores, after.cores, strict=False))
    if any(a.angle is not None and b.angle is None for a, b in cores):
        yield "directions of cores are left out"
    if any(a.angle is None and b.angle is not None for a, b in cores):
        yield "a direction of 0 stands for cores without one"
    if any(len(b.angles) < len(a.angles) for a, b in zip(before.deltas, after.deltas, strict=False)):
        yield "directions of deltas are left out"
    more = [core.more for core in before.cores] + [delta.more for delta in before.deltas]
    if any(any(items) for items in more) and before.format != after.format:
        yield "types and uncertainties of cores and deltas are left out"


def _own_fields(before: MinutiaeRecord) -> Iterator[str]:
    if before.fields:
        numbers = ", ".join(f"9.{number:03d}" for number in sorted(before.fields))
        yield f"fields of {TITLES[before.format]} without a counterpart are left out: {numbers}"
    if before.header and before.header.areas:
        yield f"{len(before.header.areas)} extended areas are left out"
    if before.header and (before.header.owner or before.header.device):
        yield "product and capture equipment are left out"


def _or_none(quality: int | None) -> str:
    return "none" if quality is None else str(quality)
