"""ISO/IEC 19794-2:2005 and INCITS 378-2004: files of `FMR`, one view after the other. Reading."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Literal

from tenprint.errors import TemplateError, Where
from tenprint.transaction.minutiae.areas import Areas, cores_and_deltas, ridge_counts, structural_length
from tenprint.transaction.minutiae.model import Kind, Minutia, MinutiaeRecord, TemplateHeader
from tenprint.transaction.minutiae.units import ISO_STEP, M1_STEP, centimetres_of_ppi, centre, ppi_of_centimetres

MAGIC = b"FMR\0 20\0"
RIDGE_COUNTS, CORES_AND_DELTAS = 1, 2
TemplateFormat = Literal["iso2005", "ansi2004"]
# Impression type of the templates -> code of ANSI/NIST-ITL: latent, swipe and contactless are numbered otherwise.
IMPRESSIONS = {7: 4, 9: 24}
# No template of real use comes near it: 255 views of 255 minutiae with all areas.
MOST_BYTES = 4 * 1024 * 1024


@dataclass(slots=True)
class Cursor:
    """Bytes and where reading stands; every read checks that they are there."""

    data: bytes
    at: int
    end: int
    source: str | None

    def take(self, size: int, what: str) -> bytes:
        """Return the next bytes.

        Raises:
            TemplateError: fewer are left.
        """
        if self.at + size > self.end:
            raise self.error(f"ends within the {what}: {size} bytes are needed, {self.end - self.at} are left")
        self.at += size
        return self.data[self.at - size : self.at]

    def number(self, size: int, what: str) -> int:
        """Return the next bytes as a big-endian number."""
        return int.from_bytes(self.take(size, what), "big")

    def error(self, what: str) -> TemplateError:
        """Return an error at this place."""
        return TemplateError(what, where=Where(self.source, None, None, self.at))


def read_template(
    data: bytes, form: TemplateFormat | None = None, *, source: str | None = None
) -> list[MinutiaeRecord]:
    """Read a template file: one record a view.

    Args:
        data: the file.
        form: which of the two it is; found by its lengths where None.
        source: what error messages call it.

    Raises:
        TemplateError: it is none of them, or is cut short.
    """
    if not data.startswith(MAGIC):
        raise TemplateError(
            "is no minutiae template of ISO/IEC 19794-2:2005 or INCITS 378-2004",
            where=source,
            remedy="Expected a file that begins with 'FMR', version 20.",
        )
    if len(data) > MOST_BYTES:
        raise TemplateError(f"{len(data)} bytes are more than a template has", where=source)
    kind = form or _guess(data)
    try:
        return _Reader(data, kind, source, trust_lengths=True).read()
    except TemplateError as first:
        # Some writers count the extended areas wrongly; what is in them says itself where it ends.
        try:
            return _Reader(data, kind, source, trust_lengths=False).read()
        except TemplateError:
            raise first from None


def _guess(data: bytes) -> TemplateFormat:
    """ISO states its length in four bytes, INCITS in two: only one of them can be near the file's."""
    if len(data) >= 12 and int.from_bytes(data[8:12], "big") == len(data):
        return "iso2005"
    if len(data) >= 10 and int.from_bytes(data[8:10], "big") in (len(data), 0):
        return "ansi2004"
    return "iso2005" if data[8:10] == b"\0\0" else "ansi2004"


class _Reader:
    def __init__(self, data: bytes, kind: TemplateFormat, source: str | None, *, trust_lengths: bool) -> None:
        self.cursor = Cursor(data, len(MAGIC), len(data), source)
        self.kind = kind
        self.trust = trust_lengths
        self.step = ISO_STEP if kind == "iso2005" else M1_STEP

    def read(self) -> list[MinutiaeRecord]:
        cursor = self.cursor
        stated = self._length()
        owner, owner_kind = (0, 0) if self.kind == "iso2005" else struct.unpack(">HH", cursor.take(4, "header"))
        equipment, width, height, across, down, views, reserved = struct.unpack(">HHHHHBB", cursor.take(12, "header"))
        if not (width and height and across) or across != down:
            raise cursor.error(f"{width}x{height} pixels at {across}x{down} per cm are no image size")
        ppi = ppi_of_centimetres(across)
        if not self.trust and stated != len(cursor.data):
            raise cursor.error(f"states {stated} bytes and has {len(cursor.data)}")
        lengths = {} if stated == len(cursor.data) else {"file": stated}
        records = []
        for _ in range(views):
            header = TemplateHeader(
                owner=owner,
                kind=owner_kind,
                certification=equipment >> 12,
                device=equipment & 0xFFF,
                horizontal=None if centimetres_of_ppi(ppi) == across else across,
                reserved=reserved,
            )
            records.append(self._view(header, width, height, ppi, lengths))
        if cursor.at != cursor.end:
            raise cursor.error(f"{cursor.end - cursor.at} bytes follow the last view")
        return records

    def _length(self) -> int:
        if self.kind == "iso2005":
            return self.cursor.number(4, "length")
        short = self.cursor.number(2, "length")
        return short or self.cursor.number(4, "length")

    def _view(
        self, header: TemplateHeader, width: int, height: int, ppi: float, lengths: dict[str, int]
    ) -> MinutiaeRecord:
        cursor = self.cursor
        position, numbers, quality, count = cursor.take(4, "view header")
        minutiae = tuple(self._minutia() for _ in range(count))
        areas = self._areas()
        pairs, method = ridge_counts(areas, cursor)
        cores, deltas = cores_and_deltas(areas, self.kind, self.step, cursor)
        impression = numbers & 15
        return MinutiaeRecord(
            format=self.kind,
            minutiae=minutiae,
            width=width,
            height=height,
            ppi=ppi,
            position=position,
            impression=IMPRESSIONS.get(impression, impression),
            quality=quality if quality <= 100 else None,
            cores=cores,
            deltas=deltas,
            ridge_counts=pairs,
            count_method=method,
            header=TemplateHeader(
                header.owner,
                header.kind,
                header.certification,
                header.device,
                header.horizontal,
                header.horizontal,
                header.reserved,
                numbers >> 4,
                areas.others(),
                areas.order(),
                {**lengths, **areas.stated},
            ),
        )

    def _minutia(self) -> Minutia:
        x, y, angle, quality = struct.unpack(">HHBB", self.cursor.take(6, "minutia"))
        kind = x >> 14
        return Minutia(
            centre(x & 0x3FFF),
            centre(y & 0x3FFF),
            angle * self.step % 360.0,
            Kind(kind) if kind <= Kind.BIFURCATION else Kind.OTHER,
            quality if 0 < quality <= 100 else None,
        )

    def _areas(self) -> Areas:
        """Read the extended data of a view: by the stated lengths, or by what the areas contain."""
        cursor = self.cursor
        stated = cursor.number(2, "length of the extended data")
        areas = Areas()
        start, end = cursor.at, cursor.at + stated
        while stated and (cursor.at < end if self.trust else cursor.at + 4 <= min(max(end, start + 4), cursor.end)):
            code, length = struct.unpack(">HH", cursor.take(4, "extended area"))
            if length < 4:
                raise cursor.error(f"an extended area of {length} bytes is shorter than its own header")
            size = length - 4 if self.trust else structural_length(code, length - 4, self.kind, cursor)
            if size != length - 4:
                areas.stated[f"area {len(areas.found)}"] = length
            areas.found.append((code, cursor.take(size, "extended area")))
        if self.trust and cursor.at != (end if stated else start):
            raise cursor.error("the extended areas do not end where the extended data do")
        if cursor.at - start != stated:
            areas.stated["areas"] = stated
        return areas
