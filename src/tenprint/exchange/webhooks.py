"""Webhooks: a partner's own server is told of each step of a state machine. The event is written with the step.

An event names the machine, the state and whose state it is; it holds no person's data. Who may see more asks for it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec
from sqlalchemy import Column, Connection, Index, Integer, String, Table, Text, delete, insert, or_, select, update

from tenprint.exchange.inbox import backoff
from tenprint.exchange.parameters import LEASE_SECONDS
from tenprint.ids import new_message_id
from tenprint.storage import Vault
from tenprint.storage.schema import Moment, Sealed, metadata

SECRET_BYTES = 32
MOST_ATTEMPTS = 16  # with the outbox's back-off more than three hours
EVERYTHING = "*"

webhook = Table(
    "webhook",
    metadata,
    Column("identifier", String(32), primary_key=True),
    Column("account", String(80), nullable=False, index=True),
    Column("ori", String(9)),  # of the account; then only events of its bookings
    Column("url", Text, nullable=False),
    Column("events", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("secret", Sealed, nullable=False),
)

webhook_delivery = Table(
    "webhook_delivery",
    metadata,
    Column("identifier", String(32), primary_key=True),
    Column("webhook", String(32), nullable=False, index=True),
    Column("state", String(10), nullable=False),  # waiting | sent | dead
    Column("attempts", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("available_at", Moment, nullable=False),
    Column("lease_until", Moment),
    Column("finished_at", Moment),
    Column("error", String(80)),
    Column("event", Text, nullable=False),
    Index("ix_webhook_delivery_work", "state", "available_at"),
)


class Event(msgspec.Struct, frozen=True):
    """What a partner is told.

    Attributes:
        id: the same at each try.
        type: machine and new state, as `submission.answered`.
        at: when it happened.
        agency: where.
        key: whose state it is: a booking (ORI:TCN), a case, a request.
        event: what led to the state.
    """

    id: str
    type: str
    at: datetime
    agency: str
    key: str
    event: str


class Webhook(msgspec.Struct, frozen=True):
    """A webhook as its account may see it."""

    identifier: str
    url: str
    events: list[str]
    created_at: datetime


class Delivery(NamedTuple):
    """A claimed delivery."""

    identifier: str
    url: str
    secret: str
    event: str
    attempts: int


def register(
    connection: Connection,
    vault: Vault,
    *,
    account: str,
    ori: str | None,
    url: str,
    events: Iterable[str],
    now: datetime,
) -> tuple[str, str]:
    """Write a webhook down; return its identifier and its secret, which is told once."""
    identifier, secret = str(new_message_id()), f"whsec_{secrets.token_urlsafe(SECRET_BYTES)}"
    connection.execute(
        insert(webhook).values(
            identifier=identifier,
            account=account,
            ori=ori,
            url=url,
            events=" ".join(sorted(set(events))),
            created_at=now,
            secret=vault.seal(connection, holder(identifier), secret.encode(), context="webhook"),
        )
    )
    return identifier, secret


def listed(connection: Connection, account: str) -> list[Webhook]:
    """Return the webhooks of an account."""
    rows = connection.execute(select(webhook).where(webhook.c.account == account).order_by(webhook.c.identifier))
    return [Webhook(row.identifier, row.url, row.events.split(), row.created_at) for row in rows]


def remove(connection: Connection, vault: Vault, account: str, identifier: str) -> bool:
    """End a webhook of an account with all that waits for it; False where there is none."""
    where = (webhook.c.identifier == identifier) & (webhook.c.account == account)
    if connection.execute(delete(webhook).where(where)).rowcount == 0:
        return False
    connection.execute(delete(webhook_delivery).where(webhook_delivery.c.webhook == identifier))
    vault.destroy(connection, holder(identifier))
    return True


def announce(
    connection: Connection, *, agency: str, machine: str, key: str, event: str, state: str, now: datetime
) -> None:
    """Write an event for each webhook that wants it, in the transaction of the step."""
    kind = f"{machine}.{state}"
    for row in connection.execute(select(webhook.c.identifier, webhook.c.ori, webhook.c.events)).all():
        if row.ori is not None and not key.startswith(f"{row.ori}:"):
            continue
        if not {kind, EVERYTHING} & set(row.events.split()):
            continue
        identifier = str(new_message_id())
        body = Event(identifier, kind, now, agency, key, event)
        connection.execute(
            insert(webhook_delivery).values(
                identifier=identifier,
                webhook=row.identifier,
                state="waiting",
                attempts=0,
                created_at=now,
                available_at=now,
                event=msgspec.json.encode(body).decode(),
            )
        )


def claim(connection: Connection, vault: Vault, now: datetime, limit: int = 16) -> list[Delivery]:
    """Lease the next deliveries, the oldest first."""
    rows = connection.execute(
        select(webhook_delivery, webhook.c.url, webhook.c.secret)
        .join(webhook, webhook.c.identifier == webhook_delivery.c.webhook)
        .where(
            webhook_delivery.c.state == "waiting",
            webhook_delivery.c.available_at <= now,
            or_(webhook_delivery.c.lease_until.is_(None), webhook_delivery.c.lease_until < now),
        )
        .order_by(webhook_delivery.c.identifier)
        .limit(limit)
        .with_for_update(skip_locked=True, of=webhook_delivery)
    ).all()
    result = []
    for row in rows:
        values = {"lease_until": now + timedelta(seconds=LEASE_SECONDS), "attempts": row.attempts + 1}
        where = webhook_delivery.c.identifier == row.identifier
        connection.execute(update(webhook_delivery).where(where).values(**values))
        secret = vault.open(connection, holder(row.webhook), row.secret, context="webhook")
        if secret is not None:
            result.append(Delivery(row.identifier, row.url, secret.decode(), row.event, row.attempts))
    return result


def sent(connection: Connection, identifier: str, now: datetime) -> None:
    """Mark as taken by the partner's server."""
    values = {"state": "sent", "finished_at": now, "lease_until": None, "error": None}
    connection.execute(update(webhook_delivery).where(webhook_delivery.c.identifier == identifier).values(**values))


def failed(connection: Connection, identifier: str, now: datetime, attempts: int, error: str) -> None:
    """Put back with back-off, or among the dead."""
    dead = attempts + 1 >= MOST_ATTEMPTS
    connection.execute(
        update(webhook_delivery)
        .where(webhook_delivery.c.identifier == identifier)
        .values(
            state="dead" if dead else "waiting",
            available_at=now + backoff(attempts),
            lease_until=None,
            finished_at=now if dead else None,
            error=error[:80],
        )
    )


def has_work(connection: Connection, now: datetime) -> bool:
    """Whether anything waits to be delivered now."""
    query = select(webhook_delivery.c.identifier).where(
        webhook_delivery.c.state == "waiting", webhook_delivery.c.available_at <= now
    )
    return connection.scalar(query.limit(1)) is not None


def holder(identifier: str) -> str:
    """Return under whose key a webhook's secret is sealed."""
    return f"webhook:{identifier}"
