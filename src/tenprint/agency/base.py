"""An agency: its name and role, its database, keys and register, and the loop that works its journal off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Connection, Table, bindparam, func, select, update

from tenprint.accountability.session import Session
from tenprint.accountability.signing import AuditKey
from tenprint.agency import reception
from tenprint.agency.bells import Bells
from tenprint.agency.delivery import deliver
from tenprint.agency.handler import Handler
from tenprint.agency.pace import Pace
from tenprint.agency.work import work_off
from tenprint.clock import Clock
from tenprint.errors import NotAuthorisedError, RefusedError
from tenprint.exchange import inbox, telemetry
from tenprint.exchange.parameters import BATCH, FAIR_TURN
from tenprint.exchange.partners import PartnerRegister
from tenprint.exchange.signature import SigningKey
from tenprint.exchange.tables import inbox as inbox_table
from tenprint.exchange.tables import outbox as outbox_table
from tenprint.exchange.transports import Transport
from tenprint.exchange.unit import Unit
from tenprint.exchange.watch import alarms, problems, update_alarms
from tenprint.ids import new_message_id
from tenprint.policy import ActivationRegistry, PolicyStore
from tenprint.storage import Database, Vault
from tenprint.storage.prepared import Prepared

__all__ = ["Agency", "Handler"]

log = structlog.get_logger()


class Agency:
    """One role's installation. Roles add what they own by subclassing; what they do stands in `handlers`."""

    role = "none"
    batch = BATCH  # messages at most that are worked off in one transaction
    audit_key: AuditKey | None = None  # signs checkpoints of the audit log, where the installation has one

    def __init__(
        self,
        name: str,
        *,
        database: Database,
        vault: Vault,
        key: SigningKey,
        partners: PartnerRegister,
        transport: Transport,
        clock: Clock,
        handlers: Mapping[str, Handler],
        policies: PolicyStore,
        activation: ActivationRegistry,
    ) -> None:
        self.name = name
        self.database = database
        self.vault = vault
        self.key = key
        self.partners = partners
        self.transport = transport
        self.clock = clock
        self.handlers = handlers
        self.policies = policies
        self.activation = activation
        self.bells = Bells()
        self.pace = Pace(self._computes)
        self._turn = 0
        self._small = False  # whether the last batch had fewer messages than share one oldest

    @contextmanager
    def unit(self, *, cause: str, actor: str, session: Session | None = None) -> Iterator[Unit]:
        """Open a unit of work; it is committed at the end of the block, or nothing of it is."""
        with self.database.write() as connection:
            unit = Unit(connection, self, cause=cause, actor=actor, now=self.clock.now(), session=session)
            yield unit
        self.bells.ring(*unit.receivers)

    @contextmanager
    def act(self, session: Session, *, cause: str | None = None) -> Iterator[Unit]:
        """Open a unit of work of a person: the one way in for command line, console and API.

        What the access table or a rule refuses changes nothing, and is written into the audit log.

        Raises:
            NotAuthorisedError: by what is called inside, where the table does not grant it.
        """
        cause = cause or str(new_message_id())
        opened: Unit | None = None
        try:
            with self.unit(cause=cause, actor=session.user, session=session) as unit:
                opened = unit
                yield unit
        except RefusedError as error:
            if opened is not None and opened.asked is not None:
                action, thing = opened.asked
                outcome = "denied" if isinstance(error, NotAuthorisedError) else "refused"
                with self.unit(cause=cause, actor=session.user, session=session) as unit:
                    unit.audit(action, thing, purpose=session.purpose, outcome=outcome)
            raise

    def receive(self, data: bytes) -> None:
        """Accept a message; when this returns, it is durable here. The same message again has no effect.

        Raises:
            UnavailableError: too much waits here; the sender keeps the message and tries again.
            RefusedError: not trusted, not permitted, or in conflict with an earlier one; it is kept as evidence.
            InputError: not a message.
        """
        error = self.receive_many([data])[0]
        if error:
            raise error

    def receive_many(self, batch: Sequence[bytes]) -> list[Exception | None]:
        """Accept several in one transaction; return for each why it was not accepted, or None."""
        return reception.receive(self, batch)

    def step(self) -> bool:
        """Work off the next messages of the inbox; False when there is nothing to do now."""
        if not self._has_work(_ANY_WORK):
            return False
        with telemetry.stage("claim"), self.database.write(durable=False) as connection:
            self._turn += 1
            batch = self._claim(connection)
        work_off(self, batch)
        return bool(batch)

    def deliver(self, receiver: str | None = None) -> int:
        """Deliver what waits in the outbox, to one partner or to all; return how many messages arrived."""
        to = {} if receiver is None else {"receiver": receiver}
        if not self._has_work(_ANY_DELIVERY_TO if to else _ANY_DELIVERY, **to):
            return 0
        return deliver(self, receiver)

    def watch(self) -> bool:
        """Raise and end alarms about the queues; True when there is a new one."""
        now = self.clock.now()
        with self.database.read() as connection:
            found = problems(connection, now, self.policies.priorities(at=now))
            standing = bool(alarms(connection))
        if not found and not standing:
            return False
        with self.database.write() as connection:
            new = update_alarms(connection, now, found)
        for problem in new:
            log.error("alarm", agency=self.name, kind=problem.kind, words=problem.words)
        return bool(new)

    def release_leases(self) -> None:
        """Free what a worker of a dead process had claimed; only for a process that is the agency's only one."""
        with self.database.write() as connection:
            for table in (inbox_table, outbox_table):
                connection.execute(update(table).where(table.c.state == "waiting").values(lease_until=None))

    def idle(self) -> bool:
        """Whether nothing waits in inbox and outbox, now or later."""
        with self.database.read() as connection:
            return not any(
                connection.scalar(select(table.c.sequence).where(table.c.state == "waiting").limit(1))
                for table in (inbox_table, outbox_table)
            )

    def redeliver(self, user: str) -> int:
        """Put dead letters back to work, on a person's command; return how many."""
        with self.unit(cause=f"redeliver:{self.clock.now().isoformat()}"[:64], actor=user) as unit:
            number = 0
            for table in (inbox_table, outbox_table):
                number += unit.connection.execute(
                    update(table)
                    .where(table.c.state == "dead")
                    .values(state="waiting", attempts=0, available_at=unit.now, finished_at=None)
                ).rowcount
            unit.audit("dead_letters:redeliver", str(number), purpose="operation")
            return number

    def queues(self) -> dict[str, dict[str, int | float]]:
        """Return for inbox and outbox how many wait, how long the oldest has waited (s), and how many are dead."""
        now = self.clock.now()
        result: dict[str, dict[str, int | float]] = {}
        with self.database.read() as connection:
            for name, table in (("inbox", inbox_table), ("outbox", outbox_table)):
                counts = connection.execute(select(table.c.state, func.count()).group_by(table.c.state)).tuples()
                states: dict[str, int] = dict(counts.all())
                waiting = table.c.state == "waiting"
                oldest = connection.scalar(
                    select(table.c.created_at).where(waiting).order_by(table.c.created_at).limit(1)
                )
                age = (now - oldest).total_seconds() if oldest else 0.0
                result[name] = {
                    "waiting": states.get("waiting", 0),
                    "oldest_s": round(age, 3),
                    "dead": states.get("dead", 0),
                }
        return result

    def arrived(self) -> int:
        """Return how many messages have arrived so far."""
        with self.database.read() as connection:
            return int(connection.scalar(select(func.max(inbox_table.c.sequence))) or 0)

    def _claim(self, connection: Connection) -> list[inbox.Work]:
        """Claim a batch: the most urgent, and one of the oldest for every few of them, so that nothing waits for ever.

        Where computation keeps batches small, only every `FAIR_TURN`-th has an oldest one: what is urgent has the rest.
        """
        now = self.clock.now()
        in_turn = self._turn % FAIR_TURN == 0
        if self.batch == 1:
            return inbox.claim(connection, self.vault, now, oldest_first=in_turn)
        oldest: list[inbox.Work] = []
        if in_turn or not self._small:
            oldest = inbox.claim(connection, self.vault, now, oldest_first=True)
        most = self.batch - self.batch // FAIR_TURN
        urgent = inbox.claim(connection, self.vault, now, limit=most, enough=self.pace.enough)
        self._small = len(urgent) < FAIR_TURN - 1
        more = len(urgent) // (FAIR_TURN - 1) - 1
        if more > 0:
            oldest += inbox.claim(connection, self.vault, now, oldest_first=True, limit=more)
        return _mixed(urgent, oldest)

    def _computes(self, kind: str) -> bool:
        handler = self.handlers.get(kind)
        return handler is not None and handler.computes

    def _has_work(self, query: Prepared, **values: Any) -> bool:
        with self.database.read() as connection:
            return query.first(connection, **inbox.moments(self.clock.now()), **values) is not None


def _mixed(urgent: list[inbox.Work], oldest: list[inbox.Work]) -> list[inbox.Work]:
    """Return both, one of the oldest behind every few of the urgent ones."""
    found: list[inbox.Work] = []
    for number in range(0, len(urgent), FAIR_TURN - 1):
        found += urgent[number : number + FAIR_TURN - 1] + oldest[:1]
        oldest = oldest[1:]
    return found + oldest


def _any(table: Table, *conditions: ColumnElement[bool]) -> Prepared:
    return Prepared(select(table.c.sequence).where(inbox.claimable(table), *conditions).limit(1))


_ANY_WORK = _any(inbox_table)
_ANY_DELIVERY = _any(outbox_table)
_ANY_DELIVERY_TO = _any(outbox_table, outbox_table.c.receiver == bindparam("receiver"))
