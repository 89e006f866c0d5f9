"""Templates that a sender made: minutiae of single fingers in Type-9 records, as ANSI/NIST-ITL ties them to images.

A Type-9 record is about the image with its IDC, and needs none where a search by features has no images at all.
"""

from __future__ import annotations

import numpy as np

from tenprint.agency.masterfile import best_of
from tenprint.errors import TemplateError
from tenprint.fingerprint.template import Template
from tenprint.fingerprint.template.interchange import NO_QUALITY, TEMPLATE_PPI, UNKNOWN_QUALITY, from_record
from tenprint.transaction import Transaction
from tenprint.transaction.minutiae import read_record
from tenprint.transaction.minutiae.units import M1_STEP, centimetres_of_ppi
from tenprint.transaction.record import Record

MINUTIAE = 9  # record type
SINGLE_FINGERS = frozenset(range(1, 11))
# Fields of the M1 block: width, height, scale unit, horizontal and vertical scale, quality, minutiae.
WIDTH, HEIGHT, UNIT, ACROSS, DOWN, QUALITY, ROWS = 128, 129, 130, 131, 132, 135, 137
ITEMS = 6  # of a minutia: number, x, y, direction, kind, quality
PER_CENTIMETRE = "2"


def given_features(transaction: Transaction, problems: list[str]) -> dict[int, Template]:
    """Return one template a finger from the transaction's Type-9 records; what is not usable is named in `problems`."""
    records = transaction.records_of(MINUTIAE)
    if not records:
        return {}
    known = {image.idc: (image.width, image.height, image.ppi) for image in transaction.images}
    found = []
    for record in records:
        width, height, ppi = known.get(record.idc, (0, 0, None))
        try:
            template = _quick(record)
            if template is None:
                template = from_record(read_record(record, size=(width, height) if width else None, ppi=ppi))
        except TemplateError as error:
            problems.append(f"minutiae record {record.label}: {error.what}")
            continue
        if template.position in SINGLE_FINGERS:
            found.append(template)
    return best_of(found)


def _quick(record: Record) -> Template | None:
    """Read a well-formed M1 block of 500 ppi as columns of numbers; None for any other, which is read with care."""
    rows = record.get(ROWS)
    if rows is None or not rows.size:
        return None
    scale = str(centimetres_of_ppi(TEMPLATE_PPI))
    if (record.text(UNIT), record.text(ACROSS), record.text(DOWN)) != (PER_CENTIMETRE, scale, scale):
        return None
    try:
        values = np.array(rows.data.replace(b"\x1e", b"\x1f").split(b"\x1f")).astype(np.int32).reshape(-1, ITEMS)
        _, x, y, steps, kind, quality = values.T
        width, height, position = (int(record.text(number)) for number in (WIDTH, HEIGHT, 134))
        impression = int(record.text(3))
        stated = record.get(QUALITY)
        overall = int(stated.items[0]) if stated is not None else NO_QUALITY
    except ValueError:
        return None
    inside = (x >= 0).all() and (x < width).all() and (y >= 0).all() and (y < height).all()
    if not inside or (steps < 0).any() or (steps >= 360 / M1_STEP).any() or (kind < 0).any() or (quality < 0).any():
        return None
    quality = np.where(quality > 100, UNKNOWN_QUALITY, quality)
    order = np.argsort(-quality, kind="stable")
    return Template(
        x=x[order].astype(np.float32),
        y=y[order].astype(np.float32),
        direction=np.radians(steps[order] * M1_STEP).astype(np.float32),
        kind=np.where(kind > 2, 0, kind)[order].astype(np.uint8),
        quality=quality[order].astype(np.uint8),
        width=width,
        height=height,
        position=position,
        impression=impression,
        finger_quality=overall if 0 <= overall <= 100 else NO_QUALITY,
        source="m1",
    )
