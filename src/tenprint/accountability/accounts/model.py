"""What is kept of accounts and sessions."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text

from tenprint.storage.schema import Moment, Sealed, metadata

NOTICE = (
    "This is a system of public agencies. Use is for authorised purposes only, is recorded, and may be audited. "
    "Misuse may be punished. By logging on you consent to being recorded. Personal data seen here is about people."
)

account = Table(
    "account",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("roles", String(200), nullable=False),
    Column("office", String(40), nullable=False),
    Column("ori", String(9)),
    Column("password", Text, nullable=False),  # Argon2id, with its salt and cost
    Column("secret", Sealed, nullable=False),  # of the one-time codes
    Column("last_code_step", Integer, nullable=False),  # a code is taken once
    Column("enabled", Boolean, nullable=False),
    Column("must_change", Boolean, nullable=False),  # the first password is not the user's own
    Column("created_at", Moment, nullable=False),
    Column("created_by", String(80), nullable=False),
    Column("reviewed_at", Moment, nullable=False),
    Column("reviewed_by", String(80), nullable=False),
    Column("locked_until", Moment),
)

log_on_failure = Table(
    "log_on_failure",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("name", String(80), nullable=False),
    Column("at", Moment, nullable=False),
    Column("address", String(64)),
    Index("ix_log_on_failure_name", "name", "at"),
)

session = Table(
    "session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("name", String(80), nullable=False, unique=True),  # one session a user
    Column("started_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("locked", Boolean, nullable=False),
    Column("address", String(64)),
)


class Account(msgspec.Struct, frozen=True):
    """An account as others may see it; it satisfies `access.User`."""

    name: str
    roles: frozenset[str]
    office: str
    ori: str | None
    enabled: bool
    must_change: bool
    reviewed_at: datetime
    reviewed_by: str
    locked_until: datetime | None
