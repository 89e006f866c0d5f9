"""Submit a file: drop it, see what validation finds and how good the prints are, then send it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from starlette.responses import Response

from tenprint.agency.booking.submit import submit
from tenprint.console.booking.card import card
from tenprint.console.booking.drafts import Draft, drafts
from tenprint.console.booking.pictures import picture
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import fragment, page, see_other
from tenprint.console.framework.words import slug
from tenprint.errors import NotAuthorisedError, TenprintError
from tenprint.transaction.validate import validate

router = APIRouter()
SEND = {"action": "submission:send", "purpose": "criminal"}
TELLING = ("2.018", "2.022", "2.024", "2.045", "2.047")  # name, birth, sex, arrest, charge


@router.get("/submit")
def ask(desk: Annotated[Desk, at("booking", **SEND, audited=False)]) -> Response:
    """Show the place to drop files."""
    return page(desk, "booking/submit.html", title="Submit a file")


@router.post("/submit/check")
def check(desk: Annotated[Desk, at("booking", **SEND)], files: Annotated[Sequence[UploadFile], File()]) -> Response:
    """Read the dropped files and say what is found in each; nothing is sent."""
    found = []
    for file in files:
        name = file.filename or "a file"
        try:
            draft = drafts.put(desk.user, name, file.file.read())
        except TenprintError as error:
            found.append({"name": name, "error": error})
            continue
        findings = validate(draft.parsed)
        fields = [(draft.parsed[key].name, str(draft.parsed[key])) for key in TELLING if key in draft.parsed]
        found.append({"name": name, "draft": draft, "findings": findings, "fields": fields, "error": None})
    return fragment(desk, "booking/checked.html", found=found)


@router.get("/submit/{digest}/card")
def draft_card(desk: Annotated[Desk, at("booking", **SEND, audited=False)], digest: str) -> Response:
    """Show the print card of a draft with quality and advice."""
    draft = drafts.get(desk.user, digest)
    return fragment(desk, "booking/card.html", rows=card(digest, draft.parsed), base=f"/submit/{digest}", link=False)


@router.get("/submit/{digest}/prints/{number}.png")
def draft_print(
    desk: Annotated[Desk, at("booking", **SEND, audited=False)], digest: str, number: int, size: str = "small"
) -> Response:
    """Return one image of a draft."""
    draft = drafts.get(desk.user, digest)
    return Response(picture(digest, draft.parsed, number, size), media_type="image/png")


@router.post("/submit/send")
def send(desk: Annotated[Desk, at("booking", **SEND, audited=False)], digest: Annotated[str, Form()]) -> Response:
    """Send a draft, durably, and go on to its page."""
    draft = drafts.get(desk.user, digest)
    _check_ori(desk, draft)
    with desk.act("criminal") as unit:
        unit.permit("submission:send", draft.parsed.ori)
    receipt = submit(desk.agency, draft.data, user=desk.user)
    drafts.drop(desk.user, digest)
    said = "It is sent." if receipt.new else "It was sent before; nothing was sent again."
    return see_other(desk, f"/submissions/{slug(receipt.correlation)}", done=said)


def _check_ori(desk: Desk, draft: Draft) -> None:
    if desk.account.ori is not None and draft.parsed.ori != desk.account.ori:
        raise NotAuthorisedError(f"you may send for {desk.account.ori}, not for {draft.parsed.ori}", where=draft.name)
