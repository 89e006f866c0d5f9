"""Asynchronous calls: accepted means durable; done once; answered until the callback takes it, also after a crash."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from tenprint.api.osia.call import NOT_FOUND, Call, Reply, unexpected
from tenprint.api.osia.parameters import CALLBACK_ATTEMPTS, MOST_TRIES, TASK_DAYS, TASK_LEASE_SECONDS
from tenprint.api.osia.schemas import TaskId
from tenprint.api.osia.store import Store
from tenprint.api.osia.tables import task
from tenprint.exchange.inbox import backoff

PENDING, SCHEDULED, RETRY, FAILED, COMPLETED = (
    "PENDING",
    "RESPONSE_SCHEDULED",
    "RESPONSE_RETRY",
    "RESPONSE_ERROR",
    "COMPLETED",
)
TO_DELIVER = (SCHEDULED, RETRY)
DEFAULT_PRIORITY = 4


def holder(name: str) -> str:
    """Return under whose key a task is sealed."""
    return f"task:{name}"


def enqueue(store: Store, call: Call, callback: str, priority: int | None) -> Reply:
    """Write a task down; what it says is durable when this returns."""
    name = str(uuid.uuid4())
    now = store.clock.now()
    with store.database.write() as connection:
        connection.execute(
            insert(task).values(
                task=name,
                client=call.client,
                operation=call.operation,
                transaction=call.transaction,
                callback=callback,
                priority=DEFAULT_PRIORITY if priority is None else priority,
                status=PENDING,
                attempts=0,
                created_at=now,
                available_at=now,
                call=store.vault.seal(connection, holder(name), msgspec.msgpack.encode(call), context="call"),
            )
        )
        store.audit(connection, call.client, f"{call.operation}:accept", name, "success", call.transaction)
    return Reply(202, msgspec.json.encode(TaskId(name)))


def claim(store: Store, statuses: tuple[str, ...]) -> tuple[Row[Any], Call, Reply | None] | None:
    """Lease the next task in one of these states: the highest priority, then the oldest."""
    now = store.clock.now()
    with store.database.write() as connection:
        row = connection.execute(
            select(task)
            .where(
                task.c.status.in_(statuses),
                task.c.available_at <= now,
                or_(task.c.lease_until.is_(None), task.c.lease_until < now),
            )
            .order_by(task.c.priority.desc(), task.c.created_at, task.c.task)
            .limit(1)
        ).first()
        if row is None:
            return None
        values = {"lease_until": now + timedelta(seconds=TASK_LEASE_SECONDS), "attempts": row.attempts + 1}
        connection.execute(update(task).where(task.c.task == row.task).values(**values))
        call = store.vault.open(connection, holder(row.task), row.call, context="call")
        reply = store.vault.open(connection, holder(row.task), row.reply, context="reply") if row.reply else None
        if call is None:  # its key came back destroyed from a backup
            connection.execute(delete(task).where(task.c.task == row.task))
            return None
    decoded = None if reply is None else msgspec.msgpack.decode(reply, type=Reply)
    return row, msgspec.msgpack.decode(call, type=Call), decoded


def settle(store: Store, connection: Connection, name: str, reply: Reply) -> None:
    """Write a task's answer, in the transaction of what it did."""
    connection.execute(
        update(task)
        .where(task.c.task == name)
        .values(
            status=SCHEDULED,
            attempts=0,
            lease_until=None,
            available_at=store.clock.now(),
            reply=store.vault.seal(connection, holder(name), msgspec.msgpack.encode(reply), context="reply"),
        )
    )


def give_up(store: Store, row: Row[Any]) -> bool:
    """Answer a task with an error that stopped its worker again and again; True where that was done."""
    if row.attempts < MOST_TRIES:
        return False
    with store.database.write() as connection:
        settle(store, connection, row.task, unexpected())
    return True


def delivered(store: Store, row: Row[Any]) -> None:
    """The callback took the answer: what was asked and answered is destroyed, that it was done is kept for a while."""
    with store.database.write() as connection:
        store.vault.destroy(connection, holder(row.task))
        now = store.clock.now()
        values = {"status": COMPLETED, "ended_at": now, "lease_until": None, "call": None, "reply": None}
        connection.execute(update(task).where(task.c.task == row.task).values(**values))
        store.audit(connection, row.client, "callback:deliver", row.task, "success", row.transaction)


def not_delivered(store: Store, row: Row[Any], reason: str) -> None:
    """The callback did not take it: try again later, at last wait for `redeliver`."""
    over = row.attempts + 1 >= CALLBACK_ATTEMPTS
    now = store.clock.now()
    with store.database.write() as connection:
        connection.execute(
            update(task)
            .where(task.c.task == row.task)
            .values(
                status=FAILED if over else RETRY,
                available_at=now + backoff(row.attempts),
                lease_until=None,
                ended_at=now if over else None,
            )
        )
        store.audit(connection, row.client, "callback:deliver", row.task, reason[:40], row.transaction)


def purge(store: Store) -> None:
    """Forget tasks that ended long ago."""
    limit = store.clock.now() - timedelta(days=TASK_DAYS)
    with store.database.write() as connection:
        for name in connection.scalars(select(task.c.task).where(task.c.ended_at < limit)).all():
            store.vault.destroy(connection, holder(name))
            connection.execute(delete(task).where(task.c.task == name))


def release_leases(store: Store) -> None:
    """Free what the workers of a dead process had claimed; the folder's lock says that there is no other."""
    with store.database.write() as connection:
        connection.execute(update(task).values(lease_until=None))


def read_status(_store: Store, connection: Connection, call: Call, _prepared: object) -> Reply:
    """Return how far a task of this client is."""
    row = _own(connection, call)
    return NOT_FOUND if row is None else Reply.of(row.status)


def redeliver(store: Store, connection: Connection, call: Call, _prepared: object) -> Reply:
    """Post an answer again that nobody took; an answer that was taken is gone."""
    row = _own(connection, call)
    if row is None or row.status == COMPLETED:
        return NOT_FOUND
    if row.status != PENDING:
        values = {"status": SCHEDULED, "attempts": 0, "available_at": store.clock.now(), "ended_at": None}
        connection.execute(update(task).where(task.c.task == row.task).values(**values))
    return Reply(204)


def _own(connection: Connection, call: Call) -> Row[Any] | None:
    where = (task.c.task == call.path["taskId"]) & (task.c.client == call.client)
    return connection.execute(select(task).where(where)).first()
