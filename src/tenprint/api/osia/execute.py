"""Do a call: prepare without a transaction, apply in one, with the audit entry and, for a task, its answer."""

from __future__ import annotations

import structlog

from tenprint.api.osia import tasks
from tenprint.api.osia.call import Call, Reply, refusal, unexpected
from tenprint.api.osia.operations import OPERATIONS
from tenprint.api.osia.store import Store
from tenprint.errors import TenprintError

log = structlog.get_logger()


def execute(store: Store, call: Call, *, task: str | None = None) -> Reply:
    """Do a call and return its answer; errors are answers too. With a task its answer is written with its effect."""
    operation = OPERATIONS[call.operation]
    thing = " ".join(call.path.values()) or "-"
    try:
        prepared = operation.prepare(store, call) if operation.prepare else None
        with store.database.write() as connection:
            reply = operation.apply(store, connection, call, prepared)
            outcome = "success" if reply.status < 400 else str(reply.status)  # HTTP
            store.audit(connection, call.client, call.operation, thing, outcome, call.transaction)
            if task is not None:
                tasks.settle(store, connection, task, reply)
        return reply
    except TenprintError as error:
        return _refused(store, call, thing, refusal(error), task)
    except Exception:
        log.exception("osia call failed", operation=call.operation)
        if task is not None:
            raise
        return _refused(store, call, thing, unexpected(), None)


def _refused(store: Store, call: Call, thing: str, reply: Reply, task: str | None) -> Reply:
    with store.database.write() as connection:
        store.audit(connection, call.client, call.operation, thing, f"refused {reply.status}", call.transaction)
        if task is not None:
            tasks.settle(store, connection, task, reply)
    return reply
