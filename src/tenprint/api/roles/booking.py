"""A booking agency's submissions: send a file, list them, read the answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from tenprint import transaction
from tenprint.agency.booking import reading
from tenprint.agency.booking.submit import submit
from tenprint.api.roles import model
from tenprint.api.roles.body import file_of, named
from tenprint.api.roles.caller import Calling
from tenprint.api.roles.once import Key, digests
from tenprint.api.roles.paging import Cursor, Limit, from_cursor, to_cursor
from tenprint.api.roles.schema import answers, reply
from tenprint.errors import NotAuthorisedError
from tenprint.exchange import idempotency

router = APIRouter(tags=["submissions"])
PURPOSE = "criminal"
FILE = "application/octet-stream"
TAKES_FILE = {"requestBody": {"required": True, "content": {FILE: {"schema": {"type": "string", "format": "binary"}}}}}


@router.post("/submissions", status_code=202, responses=answers(model.Accepted, "Stored durably.", status=202),
             openapi_extra=TAKES_FILE)  # fmt: skip
def send(request: Request, caller: Calling, data: Annotated[bytes, file_of], key: Key = None) -> Response:
    """Send an EBTS file. The same file again is answered the same and sent once, also without an Idempotency-Key."""
    name, asked = digests(request, key, data) if key is not None else ("", "")
    with caller.act("submission:send", PURPOSE) as unit:
        unit.permit("submission:send", "submission")
        if key is not None:
            before = idempotency.known(unit, name, asked)
            if before is not None:
                return Response(before.answer, before.status, {"Idempotent-Replayed": "true"}, "application/json")
            idempotency.begin(unit, name, asked)  # sending has a transaction of its own and is safe to repeat
    parsed = transaction.read(data)
    if caller.account.ori is not None and parsed.ori != caller.account.ori:
        with caller.act("submission:send", PURPOSE):
            raise NotAuthorisedError(f"you may send for {caller.account.ori} alone", where="1.008")
    receipt = submit(caller.agency, data, user=caller.account.name)
    tcn = parsed.tcn or ""
    path = f"/submissions/{quote(receipt.correlation, safe=':')}/answers"
    answer = reply(model.Accepted(tcn, receipt.correlation, receipt.new, {"answers": path}), 202, {"Location": path})
    if key is not None:
        with caller.act("submission:send", PURPOSE) as unit:
            idempotency.finish(unit, name, asked, answer.status_code, bytes(answer.body))
    return answer


@router.get("/submissions", responses=answers(model.SubmissionPage, "A page."))
def listed(caller: Calling, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """List the submissions of the caller's ORI, the newest first."""
    before = from_cursor(cursor, tuple[datetime, str]) if cursor is not None else None
    with caller.act("answer:read", PURPOSE) as unit:
        found = reading.submissions(unit, most=limit + 1, before=before)
    more = len(found) > limit
    last = found[limit - 1] if more else None
    return reply(
        model.SubmissionPage(found[:limit], to_cursor((last.submitted_at, last.correlation)) if last else None)
    )


@router.get("/submissions/{correlation}/answers", responses=answers(model.Answers, "What came so far."))
def answers_of(caller: Calling, correlation: str) -> Response:
    """Read the answers to a submission; the look is audited."""
    with caller.act("answer:read", PURPOSE) as unit:
        return reply(model.Answers(named(correlation), reading.answers(unit, named(correlation))))
