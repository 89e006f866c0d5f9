"""Between minutiae records of the interchange formats and the engine's template: another frame, nothing else.

Records count places from a pixel's edge at their own resolution and directions in degrees; the template counts from
pixel centres at 500 ppi, in radians.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tenprint.errors import TemplateError
from tenprint.fingerprint.template.minutiae import OTHER, Template
from tenprint.transaction.minutiae import TITLES, Format, Kind, Minutia, MinutiaeRecord

TEMPLATE_PPI = 500.0
# Where a format says nothing about a minutia's quality, the middle stands: neither trusted nor left out first.
UNKNOWN_QUALITY = 50
UNKNOWN_FINGER_QUALITY = 255
_HALF = 0.5
# Ten fingers; other positions (slaps, palms) are no finger of a template.
_LAST_FINGER = 10


def template_of(record: MinutiaeRecord) -> Template:
    """Return a record's minutiae as a template (px at 500 ppi, radians), ordered by falling quality.

    Args:
        record: from any format of `tenprint.transaction.minutiae`.

    Raises:
        TemplateError: its resolution or size is none.
    """
    if not (record.ppi > 0 and record.width > 0 and record.height > 0):
        raise TemplateError(f"{record.width}x{record.height} pixels at {record.ppi:g} ppi are no image size")
    scale = TEMPLATE_PPI / record.ppi
    columns = np.array([[m.x, m.y, m.angle] for m in record.minutiae], np.float64).reshape(-1, 3)
    quality = np.array([UNKNOWN_QUALITY if m.quality is None else m.quality for m in record.minutiae], np.uint8)
    kind = np.array([OTHER if m.kind is Kind.COMPOUND else int(m.kind) for m in record.minutiae], np.uint8)
    order = np.argsort(-quality.astype(np.int16), kind="stable")
    # A direction just below a whole turn may round up to it in 32 bits.
    direction = np.radians(columns[:, 2] % 360.0).astype(np.float32)
    direction[direction >= np.float32(2 * np.pi)] = 0.0
    return Template(
        x=(columns[:, 0] * scale - _HALF).astype(np.float32)[order],
        y=(columns[:, 1] * scale - _HALF).astype(np.float32)[order],
        direction=direction[order],
        kind=kind[order],
        quality=quality[order],
        width=max(1, round(record.width * scale)),
        height=max(1, round(record.height * scale)),
        position=record.position if record.position <= _LAST_FINGER else 0,
        impression=record.impression,
        finger_quality=UNKNOWN_FINGER_QUALITY if record.quality is None else record.quality,
        source=TITLES[record.format],
    )


def record_of(template: Template, form: Format = "ansi2004") -> MinutiaeRecord:
    """Return a template as a record of 500 ppi, to be written in `form`; the order of minutiae stays."""
    degrees = np.degrees(template.direction.astype(np.float64)) % 360.0
    minutiae = tuple(
        Minutia(float(x) + _HALF, float(y) + _HALF, float(angle), Kind(int(kind)), int(quality))
        for x, y, angle, kind, quality in zip(
            template.x, template.y, degrees, template.kind, template.quality, strict=True
        )
    )
    record = MinutiaeRecord(
        format=form,
        minutiae=minutiae,
        width=template.width,
        height=template.height,
        ppi=TEMPLATE_PPI,
        position=template.position,
        impression=template.impression,
    )
    return record if template.finger_quality > 100 else replace(record, quality=template.finger_quality)
