"""An agency: its name and role, its database, keys and register, and the loop that works its journal off."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import func, insert, select, update

from tenprint.accountability.session import Session
from tenprint.accountability.signing import AuditKey
from tenprint.clock import Clock
from tenprint.errors import InputError, NotAuthorisedError, RefusedError, TenprintError, UnavailableError
from tenprint.exchange import inbox, outbox, telemetry
from tenprint.exchange.envelope import Envelope, decode
from tenprint.exchange.parameters import FAIR_TURN, MOST_WAITING, URGENT_PRIORITY
from tenprint.exchange.partners import PartnerRegister
from tenprint.exchange.signature import SigningKey
from tenprint.exchange.tables import evidence
from tenprint.exchange.tables import inbox as inbox_table
from tenprint.exchange.tables import outbox as outbox_table
from tenprint.exchange.transports import Transport
from tenprint.exchange.unit import Unit
from tenprint.exchange.watch import alarms, problems, update_alarms
from tenprint.ids import new_message_id
from tenprint.policy import ActivationRegistry, PolicyStore
from tenprint.storage import Database, Vault

log = structlog.get_logger()


@dataclass(frozen=True)
class Handler:
    """What a role does with one type of message.

    Attributes:
        apply: writes the effects, in one transaction with the mark that the message is done.
        prepare: long computation without a transaction (extraction, search); its result is handed to `apply`. It may
            run again after a crash, so it changes nothing.
    """

    apply: Callable[[Unit, Envelope, Any], None]
    prepare: Callable[[Any, Envelope], Any] | None = None


class Agency:
    """One role's installation. Roles add what they own by subclassing; what they do stands in `handlers`."""

    role = "none"
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
        self._turn = 0

    @contextmanager
    def unit(self, *, cause: str, actor: str, session: Session | None = None) -> Iterator[Unit]:
        """Open a unit of work; it is committed at the end of the block, or nothing of it is."""
        with self.database.write() as connection:
            yield Unit(connection, self, cause=cause, actor=actor, now=self.clock.now(), session=session)

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
        now = self.clock.now()
        try:
            envelope = self.partners.accept(data, self.name, now)
            self._press_back(envelope)
            with telemetry.stage("accept"), self.database.write() as connection:
                inbox.accept(connection, self.vault, envelope, now)
        except (RefusedError, InputError) as error:
            telemetry.received.labels(self.name, "refused").inc()
            self._keep_evidence(data, str(error))
            raise
        telemetry.received.labels(self.name, "accepted").inc()

    def step(self) -> bool:
        """Work off one message of the inbox; False when there is nothing to do now."""
        if not self._has_work(inbox_table):
            return False
        with telemetry.stage("claim"), self.database.write() as connection:
            self._turn += 1
            oldest_first = self._turn % FAIR_TURN == 0
            work = inbox.claim(connection, self.vault, self.clock.now(), oldest_first=oldest_first)
        if work is None:
            return False
        try:
            envelope = decode(work.envelope)
            with telemetry.step(self.name, self.role, envelope):
                handler = self.handlers[envelope.type]
                prepared = handler.prepare(self, envelope) if handler.prepare else None
                with telemetry.stage("apply"), self.unit(cause=envelope.id, actor="system") as unit:
                    handler.apply(unit, envelope, prepared)
                    unit.audit(f"message:{envelope.type}", envelope.correlation, purpose=envelope.purpose)
                    inbox.finish(unit.connection, work.sequence, unit.now)
        except Exception as error:
            self._failed(inbox.fail, work.sequence, work.attempts, error)
        return True

    def deliver(self) -> int:
        """Deliver what waits in the outbox; return how many messages arrived."""
        if not self._has_work(outbox_table):
            return 0
        with telemetry.stage("claim to deliver"), self.database.write() as connection:
            waiting = outbox.claim(connection, self.vault, self.clock.now())
        arrived = 0
        for delivery in waiting:
            try:
                if delivery.receiver == self.name:  # a note to itself needs no network
                    self.receive(delivery.data)
                else:
                    with telemetry.stage("deliver"):
                        self.transport.deliver(delivery.receiver, delivery.data)
            except Exception as error:
                telemetry.delivered.labels(self.name, "failed").inc()
                self._failed(outbox.failed, delivery.sequence, delivery.attempts, error)
                continue
            with telemetry.stage("mark sent"), self.database.write() as connection:
                outbox.sent(connection, delivery.sequence, self.clock.now())
            telemetry.delivered.labels(self.name, "arrived").inc()
            arrived += 1
        return arrived

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

    def _has_work(self, table: Any) -> bool:
        with self.database.read() as connection:
            query = select(table.c.sequence).where(table.c.state == "waiting", table.c.available_at <= self.clock.now())
            return connection.scalar(query.limit(1)) is not None

    def _failed(self, record: Callable[..., bool], sequence: int, attempts: int, error: Exception) -> None:
        """Write a failure down. Refusals are final; an absent partner is waited for; all else is retried."""
        final = None if isinstance(error, UnavailableError) else isinstance(error, (RefusedError, InputError))
        # An unexpected error's own words may hold a person's data; its type and its traceback do not.
        text = str(error) if isinstance(error, TenprintError) else type(error).__name__
        with self.database.write() as connection:
            dead = record(connection, sequence, self.clock.now(), attempts, text, final=final)
        message = "dead letter" if dead else "will be tried again"
        (log.error if dead else log.warning)(
            message, agency=self.name, sequence=sequence, error=text, exc_info=not isinstance(error, TenprintError)
        )

    def _press_back(self, envelope: Envelope) -> None:
        if envelope.priority <= URGENT_PRIORITY:
            return
        with self.database.read() as connection:
            waiting = select(inbox_table.c.sequence).where(inbox_table.c.state == "waiting").limit(MOST_WAITING + 1)
            number = connection.scalar(select(func.count()).select_from(waiting.subquery()))
        if number and number > MOST_WAITING:
            raise UnavailableError(f"{self.name} has {number} messages waiting", remedy="Try again later.")

    def _keep_evidence(self, data: bytes, reason: str) -> None:
        digest = hashlib.sha256(data).hexdigest()
        with self.unit(cause=digest[:32], actor="system") as unit:
            unit.connection.execute(
                insert(evidence).values(
                    received_at=unit.now,
                    sender=None,
                    reason=reason,
                    digest=digest,
                    data=self.vault.seal(unit.connection, f"evidence:{digest[:64]}", data, context="evidence"),
                )
            )
            unit.audit("message:refused", digest, purpose="security", outcome="refused")
        log.error("message refused", agency=self.name, reason=reason, digest=digest)
