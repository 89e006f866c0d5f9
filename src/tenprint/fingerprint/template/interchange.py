"""Templates from and to the minutiae formats of the standards, so that other vendors' minutiae match too."""

from __future__ import annotations

import numpy as np

from tenprint.errors import TemplateError
from tenprint.fingerprint.template.minutiae import BIFURCATION, ENDING, OTHER, Template
from tenprint.transaction.minutiae import Format, Kind, Minutia, MinutiaeRecord, read_template, write_template
from tenprint.transaction.minutiae.template import TemplateFormat

TEMPLATE_PPI = 500.0
UNKNOWN_QUALITY = 50  # where a minutia's quality is not reported
NO_QUALITY = 255  # of a finger
CENTRE = 0.5  # records count from a pixel's edge, templates from its centre

_KINDS = {Kind.ENDING: ENDING, Kind.BIFURCATION: BIFURCATION}


def from_record(record: MinutiaeRecord) -> Template:
    """Return the template of a minutiae record; places are scaled to 500 ppi, minutiae sorted by falling quality.

    Compound minutiae, which only the legacy format knows, become `OTHER`.

    Raises:
        TemplateError: the record has no resolution.
    """
    if not record.ppi > 0:
        raise TemplateError("a minutiae record says no resolution", remedy="Give its ppi.")
    scale = TEMPLATE_PPI / record.ppi
    known = [UNKNOWN_QUALITY if m.quality is None else min(max(m.quality, 0), 100) for m in record.minutiae]
    order = sorted(range(len(known)), key=lambda k: -known[k])
    rows = [record.minutiae[k] for k in order]
    turns = np.array([m.angle for m in rows], np.float64) % 360
    return Template(
        x=np.array([m.x * scale - CENTRE for m in rows], np.float32),
        y=np.array([m.y * scale - CENTRE for m in rows], np.float32),
        direction=np.radians(turns).astype(np.float32),
        kind=np.array([_KINDS.get(m.kind, OTHER) for m in rows], np.uint8),
        quality=np.array([known[k] for k in order], np.uint8),
        width=round(record.width * scale),
        height=round(record.height * scale),
        position=record.position,
        impression=record.impression,
        finger_quality=NO_QUALITY if record.quality is None else min(max(record.quality, 0), 100),
        source=record.format,
    )


def to_record(template: Template, form: Format) -> MinutiaeRecord:
    """Return a template as a minutiae record, to be written as `form`; places stay at 500 ppi."""
    kinds = {ENDING: Kind.ENDING, BIFURCATION: Kind.BIFURCATION}
    minutiae = tuple(
        Minutia(
            x=float(template.x[k]) + CENTRE,
            y=float(template.y[k]) + CENTRE,
            angle=float(np.degrees(np.float64(template.direction[k]))) % 360,
            kind=kinds.get(int(template.kind[k]), Kind.OTHER),
            quality=int(template.quality[k]),
        )
        for k in range(len(template))
    )
    return MinutiaeRecord(
        format=form,
        minutiae=minutiae,
        width=template.width,
        height=template.height,
        ppi=TEMPLATE_PPI,
        position=template.position,
        impression=template.impression,
        quality=None if template.finger_quality == NO_QUALITY else template.finger_quality,
    )


def read(data: bytes, *, source: str | None = None) -> list[Template]:
    """Read a file of ISO/IEC 19794-2:2005 or INCITS 378-2004: one template a finger view.

    Raises:
        TemplateError: it is neither.
    """
    return [from_record(record) for record in read_template(data, source=source)]


def write(template: Template, form: TemplateFormat = "iso2005") -> bytes:
    """Write a template as a file of ISO/IEC 19794-2:2005 or INCITS 378-2004 (at most 255 minutiae, the best)."""
    return write_template([to_record(template, form)], form)
