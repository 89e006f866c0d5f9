"""One submission: what it says, its way (live), the print card, its answers."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from fastapi import APIRouter
from starlette.responses import Response

from tenprint import transaction
from tenprint.agency.booking import reading as agency_reading
from tenprint.console.booking.card import card
from tenprint.console.booking.reading import Sent, open_submission, way
from tenprint.console.booking.submissions import READ
from tenprint.console.framework import events
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import fragment, page, text
from tenprint.console.framework.words import day, slug, unslug
from tenprint.policy.priorities import Due

router = APIRouter()
PERSON = ("2.018", "2.022", "2.024", "2.020", "2.045", "2.047")
DAYS = frozenset({"2.022", "2.045"})
ANSWER = ("2.059", "2.014", "2.015", "2.060", "2.075")


class Answer(NamedTuple):
    """An answer with its telling fields."""

    kind: str
    received_at: object
    identified: bool | None
    fields: list[tuple[str, str, str]]


@router.get("/submissions/{key}")
def submission(desk: Annotated[Desk, at("booking")], key: str) -> Response:
    """Show a submission."""
    correlation = unslug(key)
    sent = open_submission(desk, correlation)
    return page(
        desk,
        "booking/submission.html",
        title=sent.row.tcn,
        trail=(("Submissions", "/submissions"),),
        sent=sent,
        fields=_fields(sent.parsed, PERSON) if sent.parsed else [],
        steps=way(desk, correlation),
        due=_due(desk, sent),
        answers=_answers(desk, correlation),
        base=f"/submissions/{slug(correlation)}",
        now=desk.now,
    )


@router.get("/submissions/{key}/events")
def way_events(desk: Annotated[Desk, at("booking", **READ, live=True, audited=False)], key: str) -> Response:
    """Send the way and the answers whenever they change."""
    correlation = unslug(key)
    sent = open_submission(desk, correlation, audited=False)
    answers: list[Answer] = []
    known = -1

    def look() -> dict[str, str]:
        nonlocal answers, known
        steps = way(desk, correlation)
        if (taken := sum(step.at is not None for step in steps)) != known:  # an answer is unsealed once, not each time
            answers, known = _answers(desk, correlation), taken
        return {
            "way": text(
                desk,
                "booking/way.html",
                steps=steps,
                due=_due(desk, sent),
                now=desk.now.replace(microsecond=0, second=0),
            ),
            "answers": text(desk, "booking/answers.html", answers=answers),
        }

    return events.stream(desk, look)


@router.get("/submissions/{key}/card")
def print_card(desk: Annotated[Desk, at("booking")], key: str) -> Response:
    """Show the print card with quality and advice."""
    correlation = unslug(key)
    sent = open_submission(desk, correlation, audited=False)
    rows = card(sent.row.digest, sent.parsed) if sent.parsed else []
    return fragment(desk, "booking/card.html", rows=rows, base=f"/submissions/{slug(correlation)}", link=True)


def _due(desk: Desk, sent: Sent) -> Due | None:
    if sent.state != "submitted":
        return None
    text_of = sent.parsed.text("1.006") if sent.parsed else ""
    pry = int(text_of) if text_of.isdigit() and 1 <= int(text_of) <= 9 else None
    return desk.agency.policies.priorities(at=sent.row.submitted_at).due(
        sent.row.submitted_at, tot=sent.row.tot, pry=pry
    )


def _answers(desk: Desk, correlation: str) -> list[Answer]:
    with desk.act("criminal") as unit:
        received = agency_reading.answers(unit, correlation)
    return [
        Answer(
            one.kind,
            one.received_at,
            one.identified,
            _fields(transaction.read(one.transaction), ANSWER)
            if one.transaction is not None and one.kind != "second"
            else [],
        )
        for one in received
    ]


def _fields(parsed: transaction.Transaction, keys: tuple[str, ...]) -> list[tuple[str, str, str]]:
    return [
        (key, parsed[key].name, day(str(parsed[key])) if key in DAYS else str(parsed[key]))
        for key in keys
        if key in parsed and parsed.text(key).strip()
    ]
