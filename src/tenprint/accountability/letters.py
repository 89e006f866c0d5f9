"""Letters: what a person asked for in public, without an account, and what they were answered.

The reference is the only key to the answer and is given once; what was written is sealed.
"""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from tenprint.storage.schema import Moment, Sealed, metadata

letter = Table(
    "redress_letter",
    metadata,
    Column("reference_digest", String(64), primary_key=True),  # SHA-256; the reference is the person's alone
    Column("short", String(8), nullable=False, unique=True),  # how officers name it
    Column("kind", String(24), nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("holder", String(96), nullable=False),  # under whose key the content is sealed: its own, or the booking's
    Column("correlation", String(64), index=True),  # the booking, once an officer found it
    Column("taken_by", String(80)),
    Column("taken_at", Moment),
    Column("answered_by", String(80)),
    Column("answered_at", Moment),
    Column("content", Sealed),
    Column("answer", Sealed),
)
