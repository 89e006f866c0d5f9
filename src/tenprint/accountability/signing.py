"""The key that signs checkpoints of the audit log: Ed25519 (RFC 8032), kept apart from the key of messages."""

from __future__ import annotations

import hashlib
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from tenprint.errors import UsageError
from tenprint.storage.secret_file import write_secret


class AuditKey:
    """A private key; `identifier` is the start of the SHA-256 of its public half."""

    anchors: Path | None = None  # where the log's anchors are kept: outside of the database, beside the key

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = key.public_key()
        self.identifier = identifier(self.public)

    @classmethod
    def at(cls, path: Path) -> AuditKey:
        """Open the key file (PEM, PKCS #8), or make it (mode 0600); the public half lies beside it as `.pub`."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            key = Ed25519PrivateKey.generate()
            path.with_suffix(".pub").write_bytes(
                key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            )
            write_secret(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        loaded = load_pem_private_key(path.read_bytes(), None)
        if not isinstance(loaded, Ed25519PrivateKey):
            raise UsageError("the audit key is not an Ed25519 key", where=str(path))
        opened = cls(loaded)
        opened.anchors = path.with_suffix(".anchors")
        return opened

    def sign(self, message: str) -> str:
        """Return the signature of a text, in lower-case hexadecimal."""
        return self._key.sign(message.encode()).hex()


def identifier(key: Ed25519PublicKey) -> str:
    """Return the name of a public key, 16 hexadecimal digits."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def read_public(path: Path) -> Ed25519PublicKey:
    """Read a public key (PEM).

    Raises:
        UsageError: it is none.
    """
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError) as error:
        raise UsageError(f"no public key: {error}", where=str(path), remedy="Give the agency's audit.pub.") from None
    if not isinstance(key, Ed25519PublicKey):
        raise UsageError("not an Ed25519 key", where=str(path))
    return key


def is_valid(key: Ed25519PublicKey, message: str, signature: str) -> bool:
    """Whether a signature, in lower-case hexadecimal only, is of this text by this key."""
    try:
        raw = bytes.fromhex(signature)
        if raw.hex() != signature:
            return False
        key.verify(raw, message.encode())
    except (ValueError, InvalidSignature):
        return False
    return True
