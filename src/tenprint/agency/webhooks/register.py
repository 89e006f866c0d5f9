"""Registering an address: by a caller, for news that the caller may know of, at an address that the operator allows."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from tenprint.accountability.session import Session
from tenprint.agency.base import Agency
from tenprint.agency.webhooks.allowed import allowed
from tenprint.agency.webhooks.events import EVENTS, Event
from tenprint.agency.webhooks.signature import new_secret
from tenprint.agency.webhooks.tables import webhook, webhook_delivery
from tenprint.errors import NotAuthorisedError, RefusedError, UsageError
from tenprint.exchange.tables import transition
from tenprint.exchange.unit import Unit

KEEP = "webhook:keep"
PURPOSE = "operation"
MOST = 20  # of one account
MOST_SHOWN = 200
LONGEST_ADDRESS = 500  # characters


class Webhook(msgspec.Struct, frozen=True):
    """A registration as its owner sees it; the secret was told once. `dead`: deliveries that were given up."""

    identifier: str
    address: str
    events: list[str]
    created_at: datetime
    ended_at: datetime | None
    ended_because: str | None
    waiting: int
    dead: int


class Registered(NamedTuple):
    """A new registration, and the secret of its signatures, which is told once."""

    identifier: str
    secret: str


def holder(identifier: str) -> str:
    """Return under whose key a secret is sealed."""
    return f"webhook:{identifier}"


def register(unit: Unit, address: str, events: Iterable[str], *, scopes: frozenset[str] | None = None) -> Registered:
    """Register an address for news; it is told of what happens from now on.

    Args:
        unit: of the caller.
        address: https, or http where the operator allows it.
        events: names, see `EVENTS`.
        scopes: of the caller's key; None for a person who logged on.

    Raises:
        NotAuthorisedError: the caller, or the key, may not know of such news.
        UsageError: no such event here, the address is not allowed, or there are too many.
    """
    session = unit.permit(KEEP, "webhooks")
    agency = unit.agency
    assert isinstance(agency, Agency)
    wanted = [_event(agency.role, name) for name in dict.fromkeys(events)]
    if not wanted or len(address) > LONGEST_ADDRESS:
        raise UsageError("a webhook needs events, and an address of at most 500 characters")
    for event in wanted:
        if not may_know(session, event, session.office) or (scopes is not None and event.action not in scopes):
            raise NotAuthorisedError(f"{event.name} is not for this caller", where="access table")
    addresses = allowed(agency)
    if addresses is None:
        raise RefusedError("the operator allows no address for webhooks", remedy="Ask the operator to allow one.")
    addresses.require(address, "a webhook")
    own = select(func.count()).where(webhook.c.account == unit.actor, webhook.c.ended_at.is_(None))
    if int(unit.connection.scalar(own) or 0) >= MOST:
        raise UsageError(f"an account has at most {MOST} webhooks", remedy="Remove one.")
    identifier, secret = secrets.token_hex(8), new_secret()
    unit.connection.execute(
        insert(webhook).values(
            identifier=identifier,
            account=unit.actor,
            address=address,
            events=" ".join(event.name for event in wanted),
            secret=unit.seal(holder(identifier), secret, context="webhook"),
            created_at=unit.now,
            after=int(unit.connection.scalar(select(func.max(transition.c.sequence))) or 0),
        )
    )
    unit.audit(KEEP, identifier, purpose=PURPOSE, outcome="registered")
    return Registered(identifier, secret)


def listed(unit: Unit) -> list[Webhook]:
    """Return the caller's registrations, oldest first.

    Raises:
        NotAuthorisedError: not somebody who keeps webhooks.
    """
    unit.permit(KEEP, "webhooks")
    query = select(webhook).where(webhook.c.account == unit.actor).order_by(webhook.c.created_at, webhook.c.identifier)
    return [_shown(unit, row) for row in unit.connection.execute(query).all()]


def remove(unit: Unit, identifier: str) -> None:
    """Forget a registration and what was still to be told; its secret's key is destroyed.

    Raises:
        UsageError: the caller has no such registration.
    """
    unit.permit(KEEP, identifier)
    find(unit, identifier)
    unit.connection.execute(delete(webhook_delivery).where(webhook_delivery.c.webhook == identifier))
    unit.connection.execute(delete(webhook).where(webhook.c.identifier == identifier))
    unit.agency.vault.destroy(unit.connection, holder(identifier))
    unit.audit(KEEP, identifier, purpose=PURPOSE, outcome="removed")


def tell_again(unit: Unit, identifier: str) -> int:
    """Put what was given up back to work; return how much.

    Raises:
        UsageError: the caller has no such registration.
    """
    unit.permit(KEEP, identifier)
    find(unit, identifier)
    dead = (webhook_delivery.c.webhook == identifier) & (webhook_delivery.c.state == "dead")
    number = unit.connection.execute(update(webhook_delivery).where(dead).values(**_again(unit))).rowcount
    unit.connection.execute(
        update(webhook).where(webhook.c.identifier == identifier).values(ended_at=None, ended_because=None)
    )
    unit.audit(KEEP, identifier, purpose=PURPOSE, outcome=f"{number} to be told again")
    return number


def given_up(connection: Connection) -> list[Row[Any]]:
    """Return the deliveries that were given up, newest first, with their address; for operators."""
    query = (
        select(webhook_delivery, webhook.c.address, webhook.c.account)
        .join(webhook, webhook.c.identifier == webhook_delivery.c.webhook)
        .where(webhook_delivery.c.state == "dead")
        .order_by(webhook_delivery.c.sequence.desc())
        .limit(MOST_SHOWN)
    )
    return list(connection.execute(query))


def put_back(unit: Unit, sequence: int) -> None:
    """Put one delivery that was given up back to work, as an operator.

    Raises:
        UsageError: there is none.
    """
    unit.permit("message:redeliver", f"webhook {sequence}")
    dead = (webhook_delivery.c.sequence == sequence) & (webhook_delivery.c.state == "dead")
    if unit.connection.execute(update(webhook_delivery).where(dead).values(**_again(unit))).rowcount == 0:
        raise UsageError(f"no delivery {sequence} was given up")
    unit.audit("message:redeliver", f"webhook {sequence}", purpose=PURPOSE)


def _again(unit: Unit) -> dict[str, Any]:
    return {"state": "waiting", "attempts": 0, "available_at": unit.now, "finished_at": None}


def find(unit: Unit, identifier: str) -> Row[Any]:
    """Return the caller's registration.

    Raises:
        UsageError: the caller has none of this name; nobody learns of another's.
    """
    query = select(webhook).where(webhook.c.identifier == identifier, webhook.c.account == unit.actor)
    row = unit.connection.execute(query).first()
    if row is None:
        raise UsageError(f"there is no webhook {identifier}")
    return row


def may_know(session: Session, event: Event, office: str) -> bool:
    """Whether a person may know of such news about a thing of this office."""
    relation = session.relation_to_case(office) if event.by_office else "agency"
    return session.with_purpose(event.purpose).decide(event.action, relation).allowed


def _event(role: str, name: str) -> Event:
    event = EVENTS.get(name)
    if event is None or event.role != role:
        known = ", ".join(entry.name for entry in EVENTS.values() if entry.role == role)
        raise UsageError(f"there is no event {name!r} here", remedy=f"One of: {known}." if known else "There is none.")
    return event


def _shown(unit: Unit, row: Row[Any]) -> Webhook:
    query = select(webhook_delivery.c.state, func.count()).where(webhook_delivery.c.webhook == row.identifier)
    states: dict[str, int] = dict(unit.connection.execute(query.group_by(webhook_delivery.c.state)).tuples().all())
    return Webhook(
        row.identifier,
        row.address,
        row.events.split(" "),
        row.created_at,
        row.ended_at,
        row.ended_because,
        states.get("waiting", 0),
        states.get("dead", 0),
    )
