"""The envelope: what every message between agencies says about itself, whatever it carries."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tenprint.errors import FramingError, Where
from tenprint.ids import MessageId

ENVELOPE_VERSION = 1


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """A message between two agencies.

    Attributes:
        id: identifier, derived from what caused the message, so that a repeated step sends the same one.
        type: message type, a key of `tenprint.exchange.messages.TYPES`.
        sender, receiver: names in the partner register.
        purpose: why the data is sent (`criminal`, `applicant`, ...); decides what a receiver may do with it.
        correlation: the booking it belongs to: ORI and TCN of the first submission.
        causation: the message that caused it, None for the first.
        priority: EBTS PRY 1 (rapid) to 9.
        sent_at: UTC.
        payload: the encoded message body.
    """

    id: str
    type: str
    sender: str
    receiver: str
    purpose: str
    correlation: str
    causation: str | None
    priority: int
    sent_at: datetime
    payload: bytes
    version: int = ENVELOPE_VERSION


class SignedEnvelope(msgspec.Struct, frozen=True, kw_only=True):
    """What travels: the envelope's bytes and the sender's signature over just these bytes."""

    envelope: bytes
    signature: str


_encoder = msgspec.msgpack.Encoder()
_envelope_decoder = msgspec.msgpack.Decoder(Envelope)
_signed_decoder = msgspec.msgpack.Decoder(SignedEnvelope)


def encode(value: Envelope | SignedEnvelope) -> bytes:
    """Encode as MessagePack."""
    return _encoder.encode(value)


def decode_signed(data: bytes) -> SignedEnvelope:
    """Decode what travelled.

    Raises:
        FramingError: not a signed envelope.
    """
    try:
        return _signed_decoder.decode(data)
    except msgspec.MsgspecError as error:
        raise FramingError(f"not a signed envelope: {error}", where=Where(source="message")) from error


def decode(data: bytes) -> Envelope:
    """Decode an envelope's bytes.

    Raises:
        FramingError: not an envelope, of another version, or with a malformed identifier.
    """
    try:
        envelope = _envelope_decoder.decode(data)
    except msgspec.MsgspecError as error:
        raise FramingError(f"not an envelope: {error}", where=Where(source="message")) from error
    if envelope.version != ENVELOPE_VERSION:
        raise FramingError(
            f"envelope version {envelope.version} is not {ENVELOPE_VERSION}",
            where=Where(source="message", field="version"),
            remedy="Bring both agencies to the same release.",
        )
    MessageId(envelope.id)
    return envelope
