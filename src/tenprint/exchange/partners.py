"""The partner register: who may send what. An agency trusts nothing that this register does not allow."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

import msgspec

from tenprint.errors import TrustError
from tenprint.exchange import messages
from tenprint.exchange.envelope import Envelope, decode, decode_signed
from tenprint.exchange.signature import verify_digest

EVERY_ORI = "*"


class PartnerKey(msgspec.Struct, frozen=True):
    """A public key of a partner and the time in which it is valid; `signs_from` is when its owner begins to use it."""

    jwk: dict[str, str]
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    signs_from: datetime | None = None


class Partner(msgspec.Struct, frozen=True):
    """One agency as others see it.

    Attributes:
        name: unique name; for a booking agency's system it serves one or more ORIs.
        role: booking, state, criminal, immigration or enforcement.
        keys: key identifier -> public key; several while keys are rotated.
        types: message types it may send; None for all that its role may.
        purposes: purposes for which it may send.
        oris: ORIs for which it may send; None for a relay, which may for all.
        suspended: nothing that it sends is accepted.
        minutiae: ORIs whose own minutiae (Type-9) are taken as they are where images lie beside them, in what this
            partner sends; none by default, all of them with `EVERY_ORI`. Forged minutiae beside somebody else's images
            would identify lights-out what no examiner would, so this is for devices that the repository has checked.
    """

    name: str
    role: str
    keys: dict[str, PartnerKey]
    types: frozenset[str] | None = None
    purposes: frozenset[str] = messages.ANY_PURPOSE
    oris: frozenset[str] | None = None
    suspended: bool = False
    minutiae: frozenset[str] = frozenset()

    def vouches_for_minutiae_of(self, ori: str) -> bool:
        """Whether minutiae that the ORI made are taken as they are."""
        return bool(self.minutiae & {ori, EVERY_ORI})


class Arrival(NamedTuple):
    """A message that was checked: what it says, its bytes as they were signed, and their SHA-256 (hexadecimal)."""

    envelope: Envelope
    data: bytes
    digest: str


class PartnerRegister:
    """All partners known to an agency, itself included."""

    def __init__(self, partners: Iterable[Partner]) -> None:
        self._partners = {partner.name: partner for partner in partners}
        self._roles: dict[str, list[Partner]] = {}
        for partner in self._partners.values():
            self._roles.setdefault(partner.role, []).append(partner)

    def __getitem__(self, name: str) -> Partner:
        try:
            return self._partners[name]
        except KeyError:
            raise TrustError(
                f"{name!r} is not in the partner register", where="sender", remedy="Register the partner first."
            ) from None

    def __iter__(self) -> Iterator[Partner]:
        return iter(self._partners.values())

    def by_role(self, role: str) -> Partner:
        """Return the one partner of this role."""
        found = self._roles.get(role, [])
        if len(found) != 1:
            raise TrustError(f"{len(found)} partners have the role {role!r}; a route needs exactly one")
        return found[0]

    def accept(self, data: bytes, receiver: str, now: datetime) -> Arrival:
        """Check a received message: form, signature, key's time, addressee, type, way and purpose.

        Raises:
            FramingError: not a message of ours.
            TrustError: not from whom it says, not to us, or not permitted.
        """
        signed = decode_signed(data)
        envelope = decode(signed.envelope)
        partner = self[envelope.sender]
        usable = {identifier: key.jwk for identifier, key in partner.keys.items() if _is_valid(key, now)}
        digest = hashlib.sha256(signed.envelope).digest()
        verify_digest(digest, signed.signature, usable)
        if partner.suspended:
            raise TrustError(f"{partner.name} is suspended", where="sender", remedy="See `tenprint partner list`.")
        if envelope.receiver != receiver:
            raise TrustError(f"addressed to {envelope.receiver!r}, not to {receiver!r}", where="receiver")
        self._check_permission(envelope, partner)
        return Arrival(envelope, signed.envelope, digest.hex())

    def _check_permission(self, envelope: Envelope, partner: Partner) -> None:
        kind = messages.TYPES.get(envelope.type)
        if kind is None:
            raise TrustError(f"there is no message type {envelope.type!r}", where="type")
        if partner.types is not None and envelope.type not in partner.types:
            raise TrustError(f"{partner.name} may not send {envelope.type!r}", where="type")
        if (partner.role, self[envelope.receiver].role) not in kind.ways:
            raise TrustError(
                f"{envelope.type!r} does not go from {partner.role} to {self[envelope.receiver].role}", where="type"
            )
        if envelope.purpose not in partner.purposes or envelope.purpose not in kind.subject_purposes:
            raise TrustError(
                f"{partner.name} may not send {envelope.type!r} for the purpose {envelope.purpose!r}", where="purpose"
            )
        ori = envelope.correlation.split(":", 1)[0]
        if partner.oris is not None and ori not in partner.oris:
            raise TrustError(f"{partner.name} may not send for the ORI {ori!r}", where="correlation")


def _is_valid(key: PartnerKey, now: datetime) -> bool:
    started = key.valid_from is None or key.valid_from <= now
    return started and (key.valid_until is None or now < key.valid_until)
