"""Answers: results, rapid results, rap sheets, candidates and errors, tied to their request by TCN and TCR."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

from tenprint.errors import UsageError
from tenprint.transaction.build.description import add_description
from tenprint.transaction.build.header import Header, begin
from tenprint.transaction.build.messages import ErrorMessage, message_texts
from tenprint.transaction.build.prints import BINARY_PRINTS, Print, add_prints
from tenprint.transaction.field import Field
from tenprint.transaction.layouts import profile
from tenprint.transaction.record import Record
from tenprint.transaction.transaction import Transaction

# Fields of the request that an answer returns to the contributor as they were sent (EBTS 9.1, chapter 3): where its
# attention, copies, case number and free text went.
RETURNED = (6, 7, 9, 39, 40, 41, 87)


def answers(answer: Transaction, request: Transaction) -> bool:
    """Tell whether a transaction answers another: its reference is the other's number, and it goes back to it."""
    return answer.tcr is not None and answer.tcr == request.tcn and answer.dai == request.ori


def sre(
    request: Transaction,
    *,
    ident: bool,
    fbi_number: str | None = None,
    sid: str | None = None,
    name: str | None = None,
    rap_sheet: str | None = None,
    civil_record: str | None = None,
    tcn: str | None = None,
    ori: str | None = None,
    now: datetime | None = None,
) -> Transaction:
    """Build the result of a ten-print submission.

    Args:
        request: the submission.
        ident: True for an identification, False for none.
        fbi_number: the subject's number in the repository; required with an identification.
        sid: state number; the request's where None.
        name: name under which the repository holds the subject; the request's where None.
        rap_sheet: record of the subject. It goes out only if the request asked for it (2.070 is Y).
        civil_record: civil record number.
        tcn: control number of the answer; a fresh one where None.
        ori: agency that answers; the one that was asked where None.
        now: moment of sending.

    Raises:
        UsageError: an identification without a number, or the request lacks what the answer must return.
    """
    if ident and not fbi_number:
        raise UsageError("an identification needs the subject's number", remedy="Pass fbi_number.")
    asked = request.text("2.070") == "Y"
    values = {
        **_returned("SRE", request),
        18: name or request.text("2.018") or None,
        14: fbi_number,
        15: sid or request.text("2.015") or None,
        59: "I" if ident else "N",
        73: _subfields(request, 73) or request.ori,
        75: rap_sheet if asked else None,
        85: civil_record,
    }
    return _answer("SRE", request, values, tcn=tcn, ori=ori, now=now)


def errt(
    request: Transaction | None,
    messages: Sequence[ErrorMessage | str],
    *,
    tcn: str | None = None,
    ori: str | None = None,
    dai: str | None = None,
    tcr: str | None = None,
    now: datetime | None = None,
) -> Transaction:
    """Build the refusal of a ten-print transaction.

    Args:
        request: what was refused; None where it could not be read at all, then say `ori`, `dai` and `tcr`.
        messages: what is wrong, at least one; the first eleven are written.
        tcn, ori, now: as in `sre`.
        dai: agency it goes to; the request's sender where None.
        tcr: control number that it refers to; the request's where None.

    Raises:
        UsageError: no message, or no address.
    """
    if not messages:
        raise UsageError("an error answer needs a message")
    values: dict[int, Any] = {60: message_texts(messages)}
    if request is not None:
        values |= _returned("ERRT", request)
        values |= {number: _subfields(request, number) for number in (14, 15, 17, 73)}
    return _answer("ERRT", request, values, tcn=tcn, ori=ori, dai=dai, tcr=tcr, now=now)


def rpisr(
    request: Transaction,
    *,
    result: Literal["R", "Y", "G"],
    note: str,
    fbi_numbers: Sequence[str] = (),
    name: str | None = None,
    place_of_birth: str | None = None,
    message: ErrorMessage | str | None = None,
    action: str | None = None,
    rap_sheet: str | None = None,
    supplementary_identity: str | None = None,
    tcn: str | None = None,
    ori: str | None = None,
    now: datetime | None = None,
) -> Transaction:
    """Build the result of a rapid search.

    Args:
        request: the RPIS.
        result: R a likely hit, Y a possible one, G none.
        note: what the officer shall know, up to 1000 characters.
        fbi_numbers: numbers of the candidates.
        name, place_of_birth: of the candidate.
        message: a status or error message.
        action: what to do.
        rap_sheet: goes out only if the request asked for it (2.070 is Y).
        supplementary_identity: identity data from outside the criminal file (2.2023).
        tcn, ori, now: as in `sre`.
    """
    asked = request.text("2.070") == "Y"
    values = {
        **_returned("RPISR", request),
        14: list(fbi_numbers) or None,
        18: name,
        20: place_of_birth,
        59: result,
        60: message_texts([message]) if message is not None else None,
        71: action,
        73: _subfields(request, 73),
        75: rap_sheet if asked else None,
        88: note,
        2023: supplementary_identity,
    }
    return _answer("RPISR", request, values, tcn=tcn, ori=ori, now=now)


def tprr(
    request: Transaction,
    *,
    rap_sheets: Sequence[str],
    tcn: str | None = None,
    ori: str | None = None,
    now: datetime | None = None,
) -> Transaction:
    """Build the answer of a rap sheet search: the sheets of the candidates, one after the other.

    Raises:
        UsageError: no rap sheet, or the request lacks what the answer must return.
    """
    if not rap_sheets:
        raise UsageError("a rap sheet answer needs a rap sheet")
    values = {**_returned("TPRR", request), 73: _subfields(request, 73), 75: "\r\n".join(rap_sheets)}
    return _answer("TPRR", request, values, tcn=tcn, ori=ori, now=now)


def srt(
    request: Transaction,
    *,
    candidates: Iterable[tuple[str, str]] = (),
    prints: Sequence[Print] = (),
    record_type: int = 4,
    tcn: str | None = None,
    ori: str | None = None,
    now: datetime | None = None,
) -> Transaction:
    """Build the result of a ten-print image search: up to 25 candidates, and images of them.

    Args:
        request: the TPIS.
        candidates: (number, name), best first; none where nothing was found.
        prints: images of the candidates.
        record_type: 4 or 14, of the images.
        tcn, ori, now: as in `sre`.
    """
    found = [(number, name) for number, name in candidates]
    values = {**_returned("SRT", request), 64: found or None, 73: _subfields(request, 73)}
    stated = prints if record_type == BINARY_PRINTS else ()
    answer = _answer("SRT", request, values, prints=stated, tcn=tcn, ori=ori, now=now)
    add_prints(answer, prints, record_type)
    return answer


def _returned(tot: str, request: Transaction) -> dict[int, Any]:
    allowed = profile(tot)
    return {number: _subfields(request, number) for number in RETURNED if allowed.occurs(f"2.{number:03d}")}


def _subfields(request: Transaction, number: int) -> list[tuple[str, ...]] | None:
    """Return a field of the request as it can be written again, None where it is not there."""
    second: Record | None = next(iter(request.records_of(2)), None)
    field: Field | None = second.get(number) if second is not None else None
    return [tuple(items) for items in field.subfields] if field is not None else None


def _answer(
    tot: str,
    request: Transaction | None,
    values: dict[int, Any],
    *,
    prints: Sequence[Print] = (),
    tcn: str | None = None,
    ori: str | None = None,
    dai: str | None = None,
    tcr: str | None = None,
    now: datetime | None = None,
) -> Transaction:
    sender = ori or (request.dai if request else None)
    receiver = dai or (request.ori if request else None)
    reference = tcr or (request.tcn if request else None)
    if not (sender and receiver and reference):
        raise UsageError("an answer needs its sender, its receiver and the number that it answers")
    priority = request.text("1.006") if request else ""
    header = Header(
        sender, receiver, tcn, reference, int(priority) if priority in "123456789" and priority else None, now
    )
    answer = begin(tot, header, resolutions=[p.ppi for p in prints])
    add_description(answer, {number: value for number, value in values.items() if value is not None})
    return answer
