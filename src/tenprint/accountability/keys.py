"""Keys of software: a bearer token bound to a person's account, with scopes and an end. A key is not a person.

What a key may do is what its account's roles may do, narrowed by its scopes, and never what takes a person: a decision,
a conclusion, the service of a request. Only the digest of a key is kept.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Column, Connection, Row, String, Table, Text, insert, select, update

from tenprint.accountability.accounts.model import account
from tenprint.accountability.accounts.parameters import AccountParameters
from tenprint.clock import Clock
from tenprint.errors import NotAuthorisedError, RefusedError, UsageError
from tenprint.storage import Database
from tenprint.storage.schema import Moment, metadata

PREFIX = "tpk_"
LONGEST_DAYS = 365
IDENTIFIER_BYTES, SECRET_BYTES = 8, 32

api_key = Table(
    "api_key",
    metadata,
    Column("identifier", String(16), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("account", String(80), nullable=False, index=True),
    Column("scopes", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", String(80), nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("used_at", Moment),
)


class Key(msgspec.Struct, frozen=True):
    """A key as it may be shown."""

    identifier: str
    account: str
    scopes: list[str]
    created_at: datetime
    created_by: str
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None


class Holder(NamedTuple):
    """Whose key it is, and what for."""

    account: str
    scopes: frozenset[str]


class Issued(NamedTuple):
    """A new key: the token is told once."""

    identifier: str
    token: str
    expires_at: datetime


def issue(connection: Connection, *, name: str, scopes: Iterable[str], days: int, by: str, now: datetime) -> Issued:
    """Make a key for an account, in the caller's transaction.

    Raises:
        UsageError: no such account, no scope, or a time that is too long.
        RefusedError: one's own account.
    """
    wanted = sorted(set(scopes))
    if name == by:
        raise RefusedError("nobody makes a key for their own account", where=name)
    if connection.scalar(select(account.c.name).where(account.c.name == name, account.c.enabled)) is None:
        raise UsageError(f"there is no account {name!r} in use")
    if not wanted or not 1 <= days <= LONGEST_DAYS:
        raise UsageError("a key needs scopes and an end", remedy=f"At least one scope, 1 to {LONGEST_DAYS} days.")
    identifier, secret = secrets.token_hex(IDENTIFIER_BYTES), secrets.token_urlsafe(SECRET_BYTES)
    expires = now + timedelta(days=days)
    connection.execute(
        insert(api_key).values(
            identifier=identifier,
            digest=_digest(secret),
            account=name,
            scopes=" ".join(wanted),
            created_at=now,
            created_by=by,
            expires_at=expires,
        )
    )
    return Issued(identifier, f"{PREFIX}{identifier}_{secret}", expires)


def revoke(connection: Connection, identifier: str, now: datetime) -> None:
    """End a key now.

    Raises:
        UsageError: there is no such key.
    """
    where = api_key.c.identifier == identifier
    if connection.execute(update(api_key).where(where).values(revoked_at=now)).rowcount == 0:
        raise UsageError(f"there is no key {identifier}")


def listed(connection: Connection) -> list[Key]:
    """Return all keys, the newest first."""
    rows = connection.execute(select(api_key).order_by(api_key.c.created_at.desc(), api_key.c.identifier))
    return [
        Key(
            row.identifier,
            row.account,
            row.scopes.split(),
            row.created_at,
            row.created_by,
            row.expires_at,
            row.revoked_at,
            row.used_at,
        )
        for row in rows
    ]


def check(database: Database, clock: Clock, token: str, *, parameters: AccountParameters | None = None) -> Holder:
    """Return whose key a token is.

    Raises:
        NotAuthorisedError: it is none, or over, or revoked, or its account is out of use or was not reviewed.
    """
    identifier, _, secret = token.removeprefix(PREFIX).partition("_")
    now, limits = clock.now(), parameters or AccountParameters()
    with database.read() as connection:
        row = connection.execute(
            select(api_key, account.c.enabled, account.c.reviewed_at)
            .join(account, account.c.name == api_key.c.account)
            .where(api_key.c.identifier == identifier)
        ).first()
    if row is None or not _holds(row, secret, now, limits):
        raise NotAuthorisedError("the key is not in use", where="Authorization", remedy="Ask an administrator for one.")
    if row.used_at is None or now - row.used_at > timedelta(minutes=1):
        with database.write() as connection:
            connection.execute(update(api_key).where(api_key.c.identifier == identifier).values(used_at=now))
    return Holder(row.account, frozenset(row.scopes.split()))


def _holds(row: Row[Any], secret: str, now: datetime, limits: AccountParameters) -> bool:
    right = hmac.compare_digest(row.digest, _digest(secret))
    in_time = row.revoked_at is None and row.created_at <= now < row.expires_at
    return bool(right and in_time and row.enabled and now - row.reviewed_at < limits.review_every)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
