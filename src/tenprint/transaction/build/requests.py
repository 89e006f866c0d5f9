"""Requests: criminal and applicant ten-print submissions, ten-print image search, rapid search (EBTS 9.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tenprint.errors import UsageError
from tenprint.transaction.build.description import add_description, numbered
from tenprint.transaction.build.header import Header, begin
from tenprint.transaction.build.prints import BINARY_PRINTS, Photo, Print, add_photos, add_prints
from tenprint.transaction.layouts import profile
from tenprint.transaction.transaction import Transaction

# Transaction -> (priority that EBTS gives it, fewest images, most images). EBTS 9.1, 1.006 and chapter 3.
REQUESTS: dict[str, tuple[int, int, int]] = {
    "CAR": (4, 1, 14),
    "CNA": (4, 1, 14),
    "FAUF": (6, 1, 14),
    "TPIS": (4, 1, 14),
    "RPIS": (1, 2, 10),
}
_CONTROLLING_AGENCY = 73


def request(
    tot: str,
    demographics: Mapping[Any, Any],
    prints: Sequence[Print],
    *,
    ori: str,
    dai: str,
    tcn: str | None = None,
    priority: int | None = None,
    record_type: int = 4,
    photos: Sequence[Photo] = (),
    now: datetime | None = None,
) -> Transaction:
    """Build a request of type `tot`.

    Args:
        tot: CAR, CNA, FAUF, TPIS or RPIS.
        demographics: fields of Type-2 by number (`18`, `"2.018"`), mnemonic (`"NAM"`) or name (`"name"`). Text is
            taken as it stands; dates, flags, inches and pounds are written as EBTS has them; a list gives several
            subfields, a tuple the items of one.
        prints: the images, in the order in which they shall stand.
        ori: agency that sends it. It is also the controlling agency (2.073) where the demographics name none.
        dai: agency it is sent to.
        tcn: control number; a fresh one where None.
        priority: 1 to 9; EBTS's for this type where None.
        record_type: 4, or 14 for other resolutions than 500 ppi, segments and days of capture.
        photos: up to four photographs.
        now: moment of sending.

    Raises:
        UsageError: fields or images are missing or do not belong here; all missing fields are named at once.
        ValueFormatError: a value is not of the form that its field has.
    """
    usual, fewest, most = REQUESTS[tot]
    if not fewest <= len(prints) <= most:
        raise UsageError(f"a {tot} carries {fewest} to {most} images, {len(prints)} are given")
    values = numbered(demographics)
    if profile(tot).occurs("2.073"):
        values.setdefault(_CONTROLLING_AGENCY, ori)
    header = Header(ori, dai, tcn, None, usual if priority is None else priority, now)
    transaction = begin(tot, header, resolutions=[p.ppi for p in prints] if record_type == BINARY_PRINTS else [])
    add_description(transaction, values)
    add_prints(transaction, prints, record_type)
    add_photos(transaction, photos)
    return transaction


def car(demographics: Mapping[Any, Any], prints: Sequence[Print], **header: Any) -> Transaction:
    """Build a criminal ten-print submission that wants an answer; see `request` for the arguments."""
    return request("CAR", demographics, prints, **header)


def cna(demographics: Mapping[Any, Any], prints: Sequence[Print], **header: Any) -> Transaction:
    """Build a criminal ten-print submission that wants no answer; see `request`."""
    return request("CNA", demographics, prints, **header)


def fauf(demographics: Mapping[Any, Any], prints: Sequence[Print], **header: Any) -> Transaction:
    """Build a federal applicant submission with user fee; see `request`."""
    return request("FAUF", demographics, prints, **header)


def tpis(demographics: Mapping[Any, Any], prints: Sequence[Print], **header: Any) -> Transaction:
    """Build a ten-print image search; see `request`."""
    return request("TPIS", demographics, prints, **header)


def rpis(demographics: Mapping[Any, Any], prints: Sequence[Print], **header: Any) -> Transaction:
    """Build a rapid search with two to ten fingers; see `request`."""
    return request("RPIS", demographics, prints, **header)
