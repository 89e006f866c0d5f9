"""Personal data at rest: AES-256-GCM with one key per holder, so that expunging is destroying a key.

A holder is whatever is expunged as a whole: one submission, one encounter. Its data key is random and is stored
wrapped by the agency's master key (NIST SP 800-38D for GCM; key wrapping as envelope encryption). Once the row is
gone, nothing encrypted under that key can be read again, in whatever table, blob, log or backup copy it lies, as long
as the backup of the key table is not restored: restores replay the expungement list first.
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Column, Connection, LargeBinary, String, Table, delete, insert, select

from tenprint.errors import ConfigurationError, CorruptionError
from tenprint.storage.schema import metadata

KEY_BYTES = 32
NONCE_BYTES = 12

holder_key = Table(
    "holder_key",
    metadata,
    Column("holder", String(96), primary_key=True),
    Column("wrapped_key", LargeBinary, nullable=False),
)


class Vault:
    """Seals and opens personal data of one agency under keys of their holders."""

    def __init__(self, master_key: bytes) -> None:
        if len(master_key) != KEY_BYTES:
            raise ConfigurationError(f"a master key has {KEY_BYTES} bytes, not {len(master_key)}")
        self._master = AESGCM(master_key)

    @classmethod
    def at(cls, path: Path) -> Vault:
        """Open the master key file, or make it (mode 0600) where there is none."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary = path.with_suffix(".new")
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as handle:
                handle.write(os.urandom(KEY_BYTES))
                handle.flush()
                os.fsync(handle.fileno())
            os.replace(temporary, path)
        return cls(path.read_bytes())

    def seal(self, connection: Connection, holder: str, plain: bytes, *, context: str = "") -> bytes:
        """Encrypt under the holder's key, which is made at the first call; `context` is bound to the result."""
        cipher = AESGCM(self._key(connection, holder) or self._new_key(connection, holder))
        nonce = os.urandom(NONCE_BYTES)
        return nonce + cipher.encrypt(nonce, plain, context.encode())

    def open(self, connection: Connection, holder: str, sealed: bytes, *, context: str = "") -> bytes | None:
        """Decrypt; None where the holder's key was destroyed, so the data is gone.

        Raises:
            CorruptionError: the bytes were altered, or sealed in another context.
        """
        key = self._key(connection, holder)
        if key is None:
            return None
        try:
            return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context.encode())
        except InvalidTag:
            raise CorruptionError(f"data of {holder} does not match its seal", where=context or "vault") from None

    def destroy(self, connection: Connection, holder: str) -> bool:
        """Destroy the key; True where there was one. What it sealed can never be read again."""
        return connection.execute(delete(holder_key).where(holder_key.c.holder == holder)).rowcount > 0

    def _key(self, connection: Connection, holder: str) -> bytes | None:
        wrapped = connection.scalar(select(holder_key.c.wrapped_key).where(holder_key.c.holder == holder))
        if wrapped is None:
            return None
        try:
            return self._master.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], holder.encode())
        except InvalidTag:
            raise CorruptionError(
                f"the key of {holder} was wrapped by another master key", where="holder_key"
            ) from None

    def _new_key(self, connection: Connection, holder: str) -> bytes:
        key = AESGCM.generate_key(bit_length=KEY_BYTES * 8)
        nonce = os.urandom(NONCE_BYTES)
        wrapped = nonce + self._master.encrypt(nonce, key, holder.encode())
        connection.execute(insert(holder_key).values(holder=holder, wrapped_key=wrapped))
        return key
