"""Dead letters: what could not be worked off or delivered, why, and its redelivery on a person's command."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from sqlalchemy import select
from starlette.responses import Response

from tenprint.agency.bells import INBOX
from tenprint.agency.webhooks.register import given_up
from tenprint.agency.webhooks.register import put_back as put_back_delivery
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page, see_other
from tenprint.exchange.redelivery import QUEUES, redeliver

router = APIRouter()
SHOWN = 200  # newest ones of each queue; there should be none at all
WEBHOOK = "webhook"
ACT = {"action": "message:redeliver", "purpose": "operation"}


@router.get("/dead-letters")
def dead_letters(desk: Annotated[Desk, at(**ACT)]) -> Response:
    """List them."""
    found = {}
    with desk.read() as connection:
        for name, table in QUEUES.items():
            query = select(table).where(table.c.state == "dead").order_by(table.c.sequence.desc()).limit(SHOWN)
            found[name] = connection.execute(query).all()
        webhooks = given_up(connection)
    return page(desk, "operators/dead.html", title="Dead letters", found=found, webhooks=webhooks)


@router.post("/dead-letters")
def put_back(desk: Annotated[Desk, at(**ACT, audited=False)], letters: Annotated[list[str], Form()]) -> Response:
    """Put the chosen ones back to work; each is `queue sequence`."""
    with desk.act("operation") as unit:
        for letter in letters:
            queue, _, sequence = letter.partition(" ")
            place = int(sequence) if sequence.isdigit() else 0
            if queue == WEBHOOK:
                put_back_delivery(unit, place)
            else:
                redeliver(unit, queue, place)
    desk.agency.bells.ring(INBOX, *(partner.name for partner in desk.agency.partners))
    number = len(letters)
    return see_other(desk, "/dead-letters", done=f"{number} dead letter{'s' if number > 1 else ''} put back to work.")
