"""The worker of webhooks: reads from the journal what moved, writes what is to be told, tells it until it is taken."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any, NamedTuple

import httpx
import msgspec
import structlog
from sqlalchemy import Connection, Row, delete, insert, select, update

from tenprint.accountability.accounts import Accounts
from tenprint.accountability.session import Session
from tenprint.agency.base import Agency
from tenprint.agency.booking.tables import booking_request
from tenprint.agency.webhooks import signature
from tenprint.agency.webhooks.allowed import allowed
from tenprint.agency.webhooks.events import EVENTS, Event
from tenprint.agency.webhooks.register import PURPOSE, holder, may_know
from tenprint.agency.webhooks.tables import webhook, webhook_delivery
from tenprint.cases.machine import CASE
from tenprint.cases.tables import case
from tenprint.exchange.machines import REQUEST
from tenprint.exchange.tables import transition

WEBHOOK_SECONDS = 1.0  # how often the worker looks
STEPS = 500  # of the journal that are read at once
GAP_SECONDS = 30.0  # a number that is missing may be of a transaction that is not committed yet, but not for longer
DELIVERIES = 50  # that are told in one round
ANSWER_SECONDS = 5.0  # a receiver has so long
FIRST_BACKOFF_SECONDS, LAST_BACKOFF_SECONDS = 5.0, 3600.0
MOST_ATTEMPTS = 14  # over about half a day; then it is a dead letter
KEPT_DAYS = 7  # a delivery that was taken
GONE = 410  # a receiver's word that it wants no more
log = structlog.get_logger()


class Body(msgspec.Struct, frozen=True):
    """What is told: what happened, when, where, to which thing, and its state then. No more."""

    type: str
    timestamp: str
    data: dict[str, str]


class _About(NamedTuple):
    correlation: str
    office: str


class _Due(NamedTuple):
    row: Row[Any]
    address: str
    secret: str


def work(agency: Agency) -> int:
    """Do one round; return how much there was to do."""
    if allowed(agency) is None:
        return 0
    return write_deliveries(agency) + tell(agency)


def write_deliveries(agency: Agency) -> int:
    """Write down what is to be told of the journal's new steps; return how many there are."""
    with agency.database.read() as connection:
        hooks = connection.execute(select(webhook).where(webhook.c.ended_at.is_(None))).all()
        plans = {hook.identifier: _plan(agency, connection, hook) for hook in hooks}
    number = 0
    for hook in hooks:
        after, rows = plans[hook.identifier]
        if after == hook.after:
            continue
        with agency.database.write() as connection:
            moved = update(webhook).where(webhook.c.identifier == hook.identifier, webhook.c.after == hook.after)
            if connection.execute(moved.values(after=after)).rowcount and rows:  # another worker did not
                connection.execute(insert(webhook_delivery), rows)
                number += len(rows)
    return number


def _plan(agency: Agency, connection: Connection, hook: Row[Any]) -> tuple[int, list[dict[str, Any]]]:
    """Return up to which step a registration is looked at now, and its deliveries."""
    now = agency.clock.now()
    session = _session(agency, hook.account)
    events = [EVENTS[name] for name in hook.events.split(" ") if name in EVENTS]
    query = select(transition).where(transition.c.sequence > hook.after).order_by(transition.c.sequence).limit(STEPS)
    after, rows = hook.after, []
    for step in connection.execute(query):
        if step.sequence != after + 1 and step.at > now - timedelta(seconds=GAP_SECONDS):
            break
        after = step.sequence
        for event in events:
            if session is None or not event.fits(step.machine, step.event, step.target):
                continue
            about = _about(connection, event, step.key)
            if may_know(session, event, about.office):
                rows.append(
                    {"webhook": hook.identifier, "event": event.name, "thing": step.key,
                     "correlation": about.correlation, "state_now": step.target,
                     "happened_at": step.at, "transition": step.sequence, "state": "waiting", "attempts": 0,
                     "available_at": now}
                )  # fmt: skip
    return after, rows


def tell(agency: Agency) -> int:
    """Tell what is due; return how many deliveries were taken. One that does not answer keeps no other waiting."""
    waiting = _due(agency)
    if not waiting:
        return 0
    taken, silent = 0, set()
    with httpx.Client(trust_env=False, timeout=ANSWER_SECONDS, follow_redirects=False) as client:
        for due in waiting:
            if due.row.webhook in silent:
                continue
            said = _send(agency, client, due)
            _note(agency, due.row, said)
            taken += said == ""
            if said:
                silent.add(due.row.webhook)
    if taken:
        _forget_old(agency)
    return taken


def _forget_old(agency: Agency) -> None:
    """Forget what was taken long ago."""
    old = agency.clock.now() - timedelta(days=KEPT_DAYS)
    with agency.database.write() as connection:
        connection.execute(
            delete(webhook_delivery).where(webhook_delivery.c.state == "sent", webhook_delivery.c.available_at < old)
        )


def _due(agency: Agency) -> list[_Due]:
    now = agency.clock.now()
    query = (
        select(webhook_delivery, webhook.c.address, webhook.c.secret)
        .join(webhook, webhook.c.identifier == webhook_delivery.c.webhook)
        .where(
            webhook_delivery.c.state == "waiting",
            webhook_delivery.c.available_at <= now,
            webhook.c.ended_at.is_(None),
        )
        .order_by(webhook_delivery.c.sequence)
        .limit(DELIVERIES)
    )
    found = []
    with agency.database.read() as connection:
        for row in connection.execute(query).all():
            plain = agency.vault.open(connection, holder(row.webhook), row.secret, context="webhook")
            if plain is not None:
                found.append(_Due(row, row.address, msgspec.msgpack.decode(plain, type=str)))
    return found


def _send(agency: Agency, client: httpx.Client, due: _Due) -> str:
    """Send one delivery; return why it was not taken, or nothing. The address is held against the list each time."""
    addresses = allowed(agency)
    if addresses is None or not addresses.allows(due.address):
        return "the operator does not allow the address any more"
    row = due.row
    data = {"agency": agency.name, "thing": row.thing, "state": row.state_now}
    body = msgspec.json.encode(Body(row.event, row.happened_at.isoformat(), data))
    name = f"{row.webhook}.{row.transition}.{row.event}"
    # The receiver holds the time against its own clock, so it is the real one, also in a world with a time of its own.
    signed = signature.headers(due.secret, name, int(time.time()), body)
    try:
        answer = client.post(due.address, content=body, headers={"content-type": "application/json", **signed})
    except httpx.HTTPError as error:
        return f"no answer: {type(error).__name__}"
    return "" if answer.is_success else f"answered {answer.status_code}"


def _note(agency: Agency, row: Row[Any], said: str) -> None:
    """Write down what came of a delivery: taken, to be tried again, or given up, which ends the webhook.

    What else waits for the same address waits as long, so that it keeps nobody else's from being looked at.
    """
    now, attempts = agency.clock.now(), row.attempts + 1
    mine = webhook_delivery.c.sequence == row.sequence
    values: dict[str, Any] = {"attempts": attempts, "error": said or None}
    ended = ""
    if not said:
        values |= {"state": "sent", "finished_at": now}
    elif attempts >= MOST_ATTEMPTS:
        values |= {"state": "dead", "finished_at": now}
        ended = f"not taken {attempts} times"
        log.error("webhook given up", agency=agency.name, webhook=row.webhook, error=said)
    with agency.database.write() as connection:
        connection.execute(update(webhook_delivery).where(mine).values(**values))
        if said:
            wait = min(FIRST_BACKOFF_SECONDS * 2 ** (attempts - 1), LAST_BACKOFF_SECONDS)
            later = now + timedelta(seconds=wait)
            others = (
                (webhook_delivery.c.webhook == row.webhook)
                & (webhook_delivery.c.state == "waiting")
                & (webhook_delivery.c.available_at < later)
            )
            connection.execute(update(webhook_delivery).where(others).values(available_at=later))
        if said == f"answered {GONE}":
            ended = "the receiver wants no more (410)"
        if ended:
            because = {"ended_at": now, "ended_because": ended}
            connection.execute(update(webhook).where(webhook.c.identifier == row.webhook).values(**because))


def _session(agency: Agency, name: str) -> Session | None:
    """Return the account's session for asking the access table; None where the account is not in use."""
    accounts = Accounts(agency.database, agency.vault, agency.clock, agency=agency.name)
    found = accounts.get(name)
    return Session.of(found, agency=agency.name, purpose=PURPOSE) if found and found.enabled else None


def _about(connection: Connection, event: Event, key: str) -> _About:
    """Return the booking and the office of what a step is about."""
    if event.machine == CASE.name:
        row = connection.execute(select(case.c.correlation, case.c.field_office).where(case.c.case == key)).first()
        return _About(row.correlation, row.field_office) if row else _About("", "")
    if event.machine == REQUEST.name:
        query = select(booking_request.c.correlation).where(booking_request.c.request == key)
        return _About(connection.scalar(query) or "", "")
    return _About(key, "")
