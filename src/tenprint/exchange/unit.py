"""One unit of work: all that a message or a person's act causes at an agency, in one database transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol, TypeVar

import msgspec
from sqlalchemy import Connection

from tenprint.accountability import disclosure
from tenprint.accountability.audit import Entry, append
from tenprint.accountability.session import Session, check
from tenprint.exchange import outbox, states
from tenprint.exchange.envelope import Envelope, SignedEnvelope, encode
from tenprint.exchange.minimisation import fields_told, minimise
from tenprint.exchange.partners import PartnerRegister
from tenprint.exchange.signature import SigningKey
from tenprint.exchange.states import StateMachine
from tenprint.ids import ORI, derived_message_id
from tenprint.storage import Vault

T = TypeVar("T")

_encoder = msgspec.msgpack.Encoder()


class Station(Protocol):
    """What a unit of work needs of the agency at which it is done."""

    name: str
    partners: PartnerRegister
    key: SigningKey
    vault: Vault


class Unit:
    """What a handler is given: the transaction, and verbs that write into it.

    Attributes:
        connection: the open transaction; what is written through it stands or falls together.
        agency: the agency at which the work is done.
        cause: identifier of what caused the work: the message, or the person's act.
        actor: who acts: a user's name, or `system` for a step that software takes.
        now: the time of the unit, the same for all that it writes.
        session: of the person who acts; None for a step that software takes.
        asked: the last (action, object) for which the access table was asked.
    """

    def __init__(
        self,
        connection: Connection,
        agency: Station,
        *,
        cause: str,
        actor: str,
        now: datetime,
        session: Session | None = None,
    ) -> None:
        self.connection = connection
        self.agency = agency
        self.cause = cause
        self.actor = actor
        self.now = now
        self.session = session
        self.asked: tuple[str, str] | None = None
        self.receivers: set[str] = set()  # to whom something was sent

    def permit(self, action: str, thing: str, *, relation: str = "agency") -> Session:
        """Ask the access table whether the person of this unit may do this; return their session.

        Raises:
            NotAuthorisedError: nobody is signed in, or no row of the table grants it.
        """
        self.asked = (action, thing)
        check(self.session, self.agency.name, action, relation)
        assert self.session is not None
        return self.session

    def send(
        self,
        kind: str,
        receiver_role: str,
        body: msgspec.Struct,
        *,
        correlation: str,
        purpose: str,
        priority: int = 4,
    ) -> str:
        """Write a message into the outbox; return its identifier, the same each time the step is repeated."""
        receiver = self.agency.partners.by_role(receiver_role).name
        role = self.agency.partners[receiver].role
        body = minimise(kind, role, purpose, body)
        identifier = str(derived_message_id(self.agency.name, self.cause, kind, receiver, correlation))
        envelope = Envelope(
            id=identifier,
            type=kind,
            sender=self.agency.name,
            receiver=receiver,
            purpose=purpose,
            correlation=correlation,
            causation=self.cause,
            priority=priority,
            sent_at=self.now,
            payload=_encoder.encode(body),
        )
        data = encode(envelope)
        signed = encode(SignedEnvelope(envelope=data, signature=self.agency.key.sign(data)))
        outbox.put(self.connection, self.agency.vault, envelope, signed, self.now)
        self.receivers.add(receiver)
        if receiver != self.agency.name:
            disclosure.record(
                self.connection,
                correlation=correlation,
                message_id=identifier,
                recipient=receiver,
                kind=kind,
                fields=fields_told(kind, role, purpose, body),
                purpose=purpose,
                by=self.actor,
                at=self.now,
            )
        return identifier

    def fire(self, machine: StateMachine, key: str, event: str) -> str:
        """Take one step of a state machine; return the new state."""
        return states.fire(self.connection, machine, key, event, actor=self.actor, at=self.now, cause=self.cause)

    def audit(self, action: str, thing: str, *, purpose: str, outcome: str = "success") -> None:
        """Write an entry into the audit chain; no personal data may be in it."""
        append(
            self.connection,
            Entry(
                at=self.now,
                user=self.actor,
                agency=self.agency.name,
                purpose=purpose,
                action=action,
                object=thing,
                outcome=outcome,
                cause=self.cause,
                ori=_ori(thing),
                where=self.session.where if self.session else None,
            ),
        )

    def seal(self, holder: str, value: object, *, context: str) -> bytes:
        """Encrypt a value (MessagePack) under its holder's key."""
        return self.agency.vault.seal(self.connection, holder, _encoder.encode(value), context=context)

    def unseal(self, holder: str, sealed: bytes | None, kind: type[T], *, context: str) -> T | None:
        """Decrypt a value; None where its holder was expunged or the value erased."""
        plain = self.agency.vault.open(self.connection, holder, sealed, context=context)
        return None if plain is None else msgspec.msgpack.decode(plain, type=kind)


def _ori(thing: str) -> str | None:
    """Return the ORI of a booking's correlation; None for any other object."""
    ori, colon, _ = thing.partition(":")
    return ori if colon and ORI.pattern.fullmatch(ori) else None
