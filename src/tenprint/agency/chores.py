"""What an agency does by the clock, without a message: prompts, checkpoints of the audit log. It decides nothing."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from tenprint.accountability import anchor, checkpoint
from tenprint.agency.base import Agency
from tenprint.agency.booking import custody as jail
from tenprint.cases import clocks, custody
from tenprint.cases.clock_tables import clock
from tenprint.exchange.unit import Unit
from tenprint.ids import new_message_id

CHORES_SECONDS = 1.0  # how often a worker looks


def _prompt_jail(unit: Unit, due: clocks.Prompt) -> None:
    if due.kind == "hold":
        custody.prompt(unit, due)


def _expire_hold(unit: Unit, due: clocks.Prompt) -> None:
    if due.kind == "hold" and due.level == "overdue":
        jail.expire(unit, due.key)


# role -> what follows from a prompt beside the alarm
FOLLOWING: dict[str, Callable[[Unit, clocks.Prompt], None]] = {
    "enforcement": _prompt_jail,
    "booking": _expire_hold,
}


def do_chores(agency: Agency) -> int:
    """Do whatever is due now; return how much there was."""
    return raise_prompts(agency) + _checkpoint(agency)


def raise_prompts(agency: Agency) -> int:
    """Raise every prompt that is due now; return how many."""
    now = agency.clock.now()
    with agency.database.read() as connection:
        query = select(clock.c.key).where(clock.c.stopped_at.is_(None), clock.c.next_prompt_at <= now)
        if connection.scalar(query.limit(1)) is None:
            return 0
    with agency.unit(cause=str(new_message_id()), actor="system") as unit:
        prompts = clocks.tick(unit)
        follow = FOLLOWING.get(agency.role)
        for prompt in prompts if follow else ():
            assert follow is not None
            follow(unit, prompt)
    return len(prompts)


def _checkpoint(agency: Agency) -> int:
    if agency.audit_key is None:
        return 0
    with agency.database.read() as connection:
        if not checkpoint.is_due(connection, agency.clock.now()):
            return 0
    with agency.database.write() as connection:
        made = checkpoint.make(connection, agency.name, agency.audit_key, agency.clock.now())
    if agency.audit_key.anchors is not None:  # after the commit: an anchor of what was rolled back would raise alarm
        anchor.keep(agency.audit_key.anchors, [made])
    return 1
