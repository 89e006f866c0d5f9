"""The images of a submission: small for the card, full for a closer look with zoom and rotation."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tenprint.console.booking.card import word_of
from tenprint.console.booking.pictures import SIZES, picture, quality
from tenprint.console.booking.reading import open_submission
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page
from tenprint.console.framework.words import slug, unslug
from tenprint.fingerprint.quality import NAME
from tenprint.transaction import Transaction

router = APIRouter()


@router.get("/submissions/{key}/prints/{number}.png")
def image(desk: Annotated[Desk, at("booking")], key: str, number: int, size: str = "small") -> Response:
    """Return one image as PNG."""
    sent = open_submission(desk, unslug(key), audited=False)  # the page that shows it wrote the look down
    parsed = _holding(sent.parsed, number)
    if size not in SIZES:
        raise HTTPException(404)
    return Response(picture(sent.row.digest, parsed, number, size), media_type="image/png")


@router.get("/submissions/{key}/prints/{number}")
def closer(desk: Annotated[Desk, at("booking")], key: str, number: int) -> Response:
    """Show one image large, with its measures."""
    correlation = unslug(key)
    sent = open_submission(desk, correlation)
    parsed = _holding(sent.parsed, number)
    found = parsed.images[number]
    judged = quality(sent.row.digest, parsed, number)
    base = f"/submissions/{slug(correlation)}"
    return page(
        desk,
        "booking/print.html",
        title=found.position_name.capitalize(),
        trail=(("Submissions", "/submissions"), (sent.row.tcn, base)),
        image=found,
        source=f"{base}/prints/{number}.png?size=full",
        quality=judged,
        word=word_of(judged.score) if judged else "",
        scale=NAME,
        before=number - 1 if number else None,
        after=number + 1 if number + 1 < len(parsed.images) else None,
        base=base,
    )


def _holding(parsed: Transaction | None, number: int) -> Transaction:
    if parsed is None or not 0 <= number < len(parsed.images):
        raise HTTPException(404)
    return parsed
