"""Requests that may be sent twice: the answer is stored with the effect, so that a kill doubles nothing.

The client chooses a key; the same key with the same request gets the same answer, with another request it is refused
(as the IETF draft "The Idempotency-Key HTTP Header Field" has it).
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import Column, Integer, LargeBinary, String, Table, delete, insert, select, update

from tenprint.errors import UsageError
from tenprint.exchange.unit import Unit
from tenprint.storage.schema import Moment, metadata

KEPT = timedelta(hours=72)

idempotent_request = Table(
    "idempotent_request",
    metadata,
    Column("account", String(80), primary_key=True),
    Column("key", String(64), primary_key=True),  # digest of what the client chose
    Column("request", String(64), nullable=False),  # digest of method, path, parameters and body
    Column("created_at", Moment, nullable=False),
    Column("status", Integer),  # None: the effect may have happened, and is safe to repeat
    Column("answer", LargeBinary),  # names of things and states; never a person's data, never a secret
)


class Stored(NamedTuple):
    """An answer that was given before."""

    status: int
    answer: bytes


def digest(*parts: bytes) -> str:
    """Return the SHA-256 of parts, each with its length, so that no two requests look the same."""
    value = hashlib.sha256()
    for part in parts:
        value.update(len(part).to_bytes(8, "big") + part)
    return value.hexdigest()


def known(unit: Unit, key: str, request: str) -> Stored | None:
    """Return the answer that this request was given before; None where there is none.

    Raises:
        UsageError: the key came before with another request.
    """
    where = (idempotent_request.c.account == unit.actor) & (idempotent_request.c.key == key)
    row = unit.connection.execute(select(idempotent_request).where(where).with_for_update()).first()
    if row is None:
        return None
    if row.request != request:
        raise UsageError(
            "this Idempotency-Key came before with another request",
            where="Idempotency-Key",
            remedy="Choose a new key for each request.",
        )
    return None if row.status is None else Stored(row.status, row.answer)


def begin(unit: Unit, key: str, request: str) -> None:
    """Write down that a request was begun whose effect has a transaction of its own and is safe to repeat."""
    if unit.connection.scalar(_seen(unit, key)) is None:
        _insert(unit, key, request, None, b"")


def finish(unit: Unit, key: str, request: str, status: int, answer: bytes) -> None:
    """Store the answer; with the effect, where it is of the same transaction. What is older than `KEPT` goes."""
    unit.connection.execute(
        delete(idempotent_request).where(
            idempotent_request.c.account == unit.actor, idempotent_request.c.created_at < unit.now - KEPT
        )
    )
    if unit.connection.scalar(_seen(unit, key)) is None:
        _insert(unit, key, request, status, answer)
        return
    where = (idempotent_request.c.account == unit.actor) & (idempotent_request.c.key == key)
    unit.connection.execute(update(idempotent_request).where(where).values(status=status, answer=answer))


def _seen(unit: Unit, key: str):  # type: ignore[no-untyped-def]
    return select(idempotent_request.c.key).where(
        idempotent_request.c.account == unit.actor, idempotent_request.c.key == key
    )


def _insert(unit: Unit, key: str, request: str, status: int | None, answer: bytes) -> None:
    unit.connection.execute(
        insert(idempotent_request).values(
            account=unit.actor, key=key, request=request, created_at=unit.now, status=status, answer=answer
        )
    )
