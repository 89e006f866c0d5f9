"""Personal data at rest: AES-256-GCM with one key per holder, so that expunging is destroying a key.

A holder is whatever is expunged as a whole: one submission, one encounter. Its data key is random and is stored
wrapped by the agency's master key (NIST SP 800-38D for GCM; key wrapping as envelope encryption). Once the row is
gone, nothing encrypted under that key can be read again, in whatever table, blob, log or backup copy it lies. A holder
whose key was destroyed never gets another one: what arrives late is sealed under a key that nobody keeps. The list of
destroyed keys is also a file beside the master key, so that a restored backup replays it before anything else.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Column, Connection, LargeBinary, String, Table, delete, insert, select

from tenprint.errors import ConfigurationError, CorruptionError
from tenprint.storage import scratch
from tenprint.storage.database import ERASED
from tenprint.storage.prepared import Prepared, PreparedList
from tenprint.storage.schema import metadata
from tenprint.storage.secret_file import read_or_make_secret

KEY_BYTES = 32
NONCE_BYTES = 12

holder_key = Table(
    "holder_key",
    metadata,
    Column("holder", String(96), primary_key=True),
    Column("wrapped_key", LargeBinary, nullable=False),
)

destroyed_key = Table(
    "destroyed_key",
    metadata,
    Column("holder_digest", String(64), primary_key=True),  # the list names nobody
)
LIST_NAME = "destroyed.list"

_KEYS = PreparedList(select(holder_key.c.holder, holder_key.c.wrapped_key), holder_key.c.holder)
_DESTROYED = PreparedList(select(destroyed_key.c.holder_digest), destroyed_key.c.holder_digest)
_ADD_KEY = Prepared.insert(holder_key, "holder wrapped_key")


class Vault:
    """Seals and opens personal data of one agency under keys of their holders.

    Args:
        master_key: wraps the holders' keys.
        destroyed: file that lists the destroyed keys; None for a vault that keeps the list in its database alone.

    Attributes:
        mark: stands for the agency where something has to be told whose it is; says nothing of the key.
    """

    def __init__(self, master_key: bytes, *, destroyed: Path | None = None) -> None:
        self._destroyed = destroyed
        if len(master_key) != KEY_BYTES:
            raise ConfigurationError(f"a master key has {KEY_BYTES} bytes, not {len(master_key)}")
        self._master = AESGCM(master_key)
        self.mark = hashlib.blake2b(b"whose", key=master_key, digest_size=16).hexdigest()

    @classmethod
    def at(cls, path: Path) -> Vault:
        """Open the master key file, or make it (mode 0600) where there is none."""
        return cls(read_or_make_secret(path, lambda: os.urandom(KEY_BYTES)), destroyed=path.with_name(LIST_NAME))

    def seal(self, connection: Connection, holder: str, plain: bytes, *, context: str = "") -> bytes:
        """Encrypt under the holder's key, which is made at the first call; `context` is bound to the result."""
        cipher = self._cipher(connection, holder) or self._new_cipher(connection, holder)
        nonce = os.urandom(NONCE_BYTES)
        return nonce + cipher.encrypt(nonce, plain, context.encode())

    def open(self, connection: Connection, holder: str, sealed: bytes | None, *, context: str = "") -> bytes | None:
        """Decrypt; None where the holder's key was destroyed or the data erased, so that it is gone.

        Raises:
            CorruptionError: the bytes were altered, or sealed in another context.
        """
        cipher = self._cipher(connection, holder)
        if cipher is None or sealed is None:
            return None
        try:
            return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context.encode())
        except InvalidTag:
            raise CorruptionError(f"data of {holder} does not match its seal", where=context or "vault") from None

    def fetch(self, connection: Connection, holders: Iterable[str]) -> None:
        """Read the keys of several holders at once, for what this transaction does next."""
        known = _known(connection)
        if known is not None:
            missing = [holder for holder in dict.fromkeys(holders) if holder not in known]
            known |= self._read(connection, missing)

    def destroy(self, connection: Connection, holder: str) -> bool:
        """Destroy the key; True where there was one. What it sealed, or would seal later, can never be read.

        The list is written before the commit: a holder may be listed whose destruction was rolled back and is ordered
        again, never the other way round.
        """
        digest = _digest(holder)
        if not self.is_destroyed(connection, holder):
            self._write_list(digest)
            connection.execute(insert(destroyed_key).values(holder_digest=digest))
        connection.info[ERASED] = True
        if (known := _known(connection)) is not None:
            known.pop(holder, None)
        return connection.execute(delete(holder_key).where(holder_key.c.holder == holder)).rowcount > 0

    def is_destroyed(self, connection: Connection, holder: str) -> bool:
        """Whether the holder's key was destroyed, now or before a backup was restored."""
        return bool(_DESTROYED.rows(connection, [_digest(holder)]))

    def replay(self, connection: Connection) -> list[str]:
        """Destroy again what the list names: first thing after a restore. Returns whose keys had come back."""
        listed = set(self._destroyed.read_text().split()) if self._destroyed and self._destroyed.exists() else set()
        known = set(connection.scalars(select(destroyed_key.c.holder_digest)))
        for digest in sorted(listed - known):
            connection.execute(insert(destroyed_key).values(holder_digest=digest))
        if not listed - known:
            return []
        if (ciphers := _known(connection)) is not None:
            ciphers.clear()
        back = [h for h in connection.scalars(select(holder_key.c.holder)) if _digest(h) in listed]
        for holder in back:
            connection.execute(delete(holder_key).where(holder_key.c.holder == holder))
        return back

    def _write_list(self, digest: str) -> None:
        if self._destroyed is None:
            return
        with self._destroyed.open("a") as handle:
            handle.write(digest + "\n")
            handle.flush()
            os.fsync(handle.fileno())

    def _cipher(self, connection: Connection, holder: str) -> AESGCM | None:
        """Return the holder's cipher; within one transaction its key is read once."""
        known = _known(connection)
        if known is None:
            return self._read(connection, [holder])[holder]
        if holder not in known:
            known |= self._read(connection, [holder])
        return known[holder]

    def _read(self, connection: Connection, holders: Sequence[str]) -> dict[str, AESGCM | None]:
        found: dict[str, AESGCM | None] = dict.fromkeys(holders)
        for holder, wrapped in _KEYS.rows(connection, holders):
            try:
                key = self._master.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], holder.encode())
            except InvalidTag:
                raise CorruptionError(
                    f"the key of {holder} was wrapped by another master key", where="holder_key"
                ) from None
            found[holder] = AESGCM(key)
        return found

    def _new_cipher(self, connection: Connection, holder: str) -> AESGCM:
        key = AESGCM.generate_key(bit_length=KEY_BYTES * 8)
        if self.is_destroyed(connection, holder):
            return AESGCM(key)  # nobody keeps it
        nonce = os.urandom(NONCE_BYTES)
        wrapped = nonce + self._master.encrypt(nonce, key, holder.encode())
        scratch.later(connection, "holder_key", _ADD_KEY, {"holder": holder, "wrapped_key": wrapped})
        cipher = AESGCM(key)
        known = _known(connection)
        if known is not None:
            known[holder] = cipher
        return cipher


def _known(connection: Connection) -> dict[str, AESGCM | None] | None:
    """Return the ciphers that this transaction has read or made; None outside a transaction of `Database`."""
    memo = scratch.memo(connection)
    if memo is None:
        return None
    known: dict[str, AESGCM | None] = memo.setdefault("ciphers", {})
    return known


def _digest(holder: str) -> str:
    return hashlib.sha256(holder.encode()).hexdigest()
