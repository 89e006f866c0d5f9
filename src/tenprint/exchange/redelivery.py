"""One dead letter is put back to work, on a person's command."""

from __future__ import annotations

from sqlalchemy import update

from tenprint.errors import UsageError
from tenprint.exchange.tables import inbox, outbox
from tenprint.exchange.unit import Unit

QUEUES = {"inbox": inbox, "outbox": outbox}


def redeliver(unit: Unit, queue: str, sequence: int) -> None:
    """Put a dead letter back to work, as if it had never been tried.

    Raises:
        UsageError: there is no such queue, or no dead letter of this number.
        NotAuthorisedError: not an operator.
    """
    unit.permit("message:redeliver", f"{queue} {sequence}")
    table = QUEUES.get(queue)
    if table is None:
        raise UsageError(f"there is no queue {queue!r}")
    changed = unit.connection.execute(
        update(table)
        .where(table.c.sequence == sequence, table.c.state == "dead")
        .values(state="waiting", attempts=0, available_at=unit.now, finished_at=None)
    ).rowcount
    if not changed:
        raise UsageError(f"{queue} {sequence} is no dead letter", remedy="Somebody else may have put it back.")
    unit.audit("message:redeliver", f"{queue} {sequence}", purpose="operation")
