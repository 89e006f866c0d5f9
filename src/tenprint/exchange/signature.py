"""Signatures of messages: Ed25519 as JSON Web Signature with detached payload (RFC 8037, RFC 7515 appendix F).

The signed payload is the SHA-256 of the message, so that its size does not matter.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from tenprint.errors import TrustError, UsageError
from tenprint.storage.secret_file import read_or_make_secret

ALGORITHM = "Ed25519"
_ALGORITHMS = ["Ed25519", "EdDSA"]


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The protected header."""

    alg: str
    kid: str


class PublicKey(NamedTuple):
    """A public key: its RFC 7638 thumbprint and the key as JWK."""

    identifier: str
    jwk: dict[str, str]


def new_key_file() -> bytes:
    """Return a new Ed25519 key as PEM (PKCS #8)."""
    return OKPKey.generate_key("Ed25519").as_pem(private=True)


class SigningKey:
    """An agency's private signing key; its identifier is the RFC 7638 thumbprint of the public half."""

    def __init__(self, key: OKPKey) -> None:
        private = key.private_key
        if not isinstance(private, Ed25519PrivateKey):
            raise UsageError("not a private Ed25519 key", remedy="Make one: openssl genpkey -algorithm ed25519")
        self._private = private
        self.identifier: str = key.thumbprint()
        self.public: dict[str, str] = {k: str(v) for k, v in key.as_dict(private=False).items() if k in _PUBLIC}
        self._header = _encode(msgspec.json.encode(_Header(alg=ALGORITHM, kid=self.identifier)))

    @classmethod
    def generate(cls) -> SigningKey:
        """Make a new key."""
        return cls(OKPKey.generate_key("Ed25519"))

    @classmethod
    def at(cls, path: Path) -> SigningKey:
        """Open the key file (PEM, PKCS #8), or make it (mode 0600) where there is none."""
        return cls(OKPKey.import_key(read_or_make_secret(path, new_key_file)))

    @staticmethod
    def public_of(path: Path) -> PublicKey:
        """Read the public key of a partner from a PEM file.

        Raises:
            UsageError: it is no Ed25519 key.
        """
        try:
            key = OKPKey.import_key(path.read_bytes())
            public = {k: str(v) for k, v in key.as_dict(private=False).items() if k in _PUBLIC}
        except (OSError, ValueError, JoseError) as error:
            raise UsageError(f"no key can be read: {error}", where=str(path)) from error
        if public.get("crv") != ALGORITHM:
            raise UsageError(
                "not an Ed25519 key", where=str(path), remedy="Make one: openssl genpkey -algorithm ed25519"
            )
        return PublicKey(key.thumbprint(), public)

    def sign(self, data: bytes) -> str:
        """Return the detached signature of `data`."""
        payload = _encode(hashlib.sha256(data).digest())
        return f"{self._header}..{_encode(self._private.sign(f'{self._header}.{payload}'.encode()))}"


_PUBLIC = ("kty", "crv", "x")


def verify(data: bytes, signature: str, public_keys: Mapping[str, Mapping[str, str]]) -> str:
    """Check a detached signature against the known keys (identifier -> JWK); return the key's identifier.

    Raises:
        TrustError: malformed, by an unknown key, or not matching the data.
    """
    return verify_digest(hashlib.sha256(data).digest(), signature, public_keys)


def verify_digest(digest: bytes, signature: str, public_keys: Mapping[str, Mapping[str, str]]) -> str:
    """Like `verify`, of data whose SHA-256 is known."""
    try:
        header, empty, value = signature.split(".")
        if empty:
            raise ValueError("not detached")
        identifier = _key_of(header)
        key = public_keys.get(identifier)
        if key is None:
            raise TrustError(
                "signed by a key that is not in the partner register",
                where="signature",
                remedy="Exchange keys with this partner, or look into who sends in its name.",
            )
        _public_key(key["crv"], key["x"]).verify(_decode(value), f"{header}.{_encode(digest)}".encode())
    except (ValueError, KeyError, InvalidSignature) as error:
        raise TrustError(f"the signature does not match: {error or 'other data'}", where="signature") from error
    return identifier


@functools.lru_cache(maxsize=256)
def _key_of(header: str) -> str:
    """Return the key that a protected header names. Headers with anything that we do not understand are refused."""
    values = msgspec.json.decode(_decode(header), type=_Header)
    if values.alg not in _ALGORITHMS:
        raise ValueError(f"algorithm {values.alg!r}")
    return values.kid


@functools.lru_cache(maxsize=256)
def _public_key(curve: str, x: str) -> Ed25519PublicKey:
    if curve != ALGORITHM:
        raise ValueError(f"curve {curve!r}")
    return Ed25519PublicKey.from_public_bytes(_decode(x))


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if _encode(data) != text:  # one form of a signature, not several
        raise ValueError("not base64url")
    return data
