"""Signatures of messages: Ed25519 as JSON Web Signature with detached payload (RFC 8037, RFC 7515 appendix F).

The signed payload is the SHA-256 of the message, so that its size does not matter.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import NamedTuple

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from tenprint.errors import TrustError, UsageError
from tenprint.storage.secret_file import read_or_make_secret

ALGORITHM = "Ed25519"
_ALGORITHMS = ["Ed25519", "EdDSA"]
_REGISTRY = jws.JWSRegistry(algorithms=_ALGORITHMS)


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
        self._key = key
        self.identifier: str = key.thumbprint()
        self.public: dict[str, str] = {k: str(v) for k, v in key.as_dict(private=False).items() if k in _PUBLIC}

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
        token = jws.serialize_compact(
            {"alg": ALGORITHM, "kid": self.identifier}, _digest(data), self._key, algorithms=_ALGORITHMS
        )
        header, _, signature = token.split(".")
        return f"{header}..{signature}"


_PUBLIC = ("kty", "crv", "x")


def verify(data: bytes, signature: str, public_keys: dict[str, dict[str, str]]) -> str:
    """Check a detached signature against the known keys (identifier -> JWK); return the key's identifier.

    Raises:
        TrustError: malformed, by an unknown key, or not matching the data.
    """
    try:
        header, empty, value = signature.split(".")
        if empty:
            raise ValueError("not detached")
        identifier = jws.extract_compact(f"{header}..{value}".encode(), registry=_REGISTRY).headers()["kid"]
        key = public_keys.get(str(identifier))
        if key is None:
            raise TrustError(
                "signed by a key that is not in the partner register",
                where="signature",
                remedy="Exchange keys with this partner, or look into who sends in its name.",
            )
        payload = base64.urlsafe_b64encode(_digest(data)).rstrip(b"=").decode()
        token = f"{header}.{payload}.{value}"
        jws.deserialize_compact(token, OKPKey.import_key(dict(key)), algorithms=_ALGORITHMS)
    except TrustError:
        raise
    except (ValueError, KeyError, JoseError) as error:
        raise TrustError(f"the signature does not match: {error}", where="signature") from error
    return str(identifier)


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
