"""Queues and dead letters of any agency, by their envelopes."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from sqlalchemy import select

from tenprint.agency.bells import INBOX
from tenprint.api.roles import model
from tenprint.api.roles.caller import Calling
from tenprint.api.roles.once import Key, once
from tenprint.api.roles.paging import Cursor, Limit, from_cursor, to_cursor
from tenprint.api.roles.schema import answers, reply
from tenprint.exchange.redelivery import QUEUES, redeliver

router = APIRouter(tags=["queues"])
PURPOSE = "operation"
Sequence = Annotated[int, Path(ge=1, le=2**31 - 1)]


class Name(StrEnum):
    """The two queues."""

    INBOX = "inbox"
    OUTBOX = "outbox"


@router.get("/queues", responses=answers(model.Queues, "Both queues."))
def queues(caller: Calling) -> Response:
    """Say how many messages wait, how long the oldest has, and how many are dead."""
    with caller.act("queue:read", PURPOSE) as unit:
        unit.permit("queue:read", "queues")
        unit.audit("queue:read", "queues", purpose=PURPOSE)
    found = caller.agency.queues()
    one, other = (
        model.Queue(int(q["waiting"]), float(q["oldest_s"]), int(q["dead"])) for q in (found["inbox"], found["outbox"])
    )
    return reply(model.Queues(one, other))


@router.get("/dead-letters/{queue}", responses=answers(model.DeadLetterPage, "A page."))
def dead_letters(caller: Calling, queue: Name, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """List dead letters, the newest first."""
    table = QUEUES[queue]
    partner = table.c.sender if queue == Name.INBOX else table.c.receiver
    query = select(table, partner.label("partner")).where(table.c.state == "dead")
    if cursor is not None:
        query = query.where(table.c.sequence < min(from_cursor(cursor, int), 2**31 - 1))
    with caller.act("queue:read", PURPOSE) as unit:
        unit.permit("queue:read", f"dead letters {queue}")
        unit.audit("queue:read", f"dead letters {queue}", purpose=PURPOSE)
        rows = unit.connection.execute(query.order_by(table.c.sequence.desc()).limit(limit + 1)).all()
    items = [
        model.DeadLetter(r.sequence, r.partner, r.type, r.correlation, r.attempts, r.created_at, r.error)
        for r in rows[:limit]
    ]
    return reply(model.DeadLetterPage(items, to_cursor(items[-1].sequence) if len(rows) > limit else None))


@router.post("/dead-letters/{queue}/{sequence}/redeliver", responses=answers(model.Done, "It is put back to work."))
def put_back(request: Request, caller: Calling, queue: Name, sequence: Sequence, key: Key = None) -> Response:
    """Put one dead letter back to work, as if it had never been tried."""
    with caller.act("message:redeliver", PURPOSE) as unit:

        def effect() -> model.Done:
            redeliver(unit, queue, sequence)
            return model.Done(f"{queue} {sequence}", "waiting")

        answer = once(unit, request, key, None, effect)
    caller.agency.bells.ring(INBOX, *(partner.name for partner in caller.agency.partners))
    return answer
