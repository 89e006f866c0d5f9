"""The tables of a master file: who is enrolled, and whose enrolment ended."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table

from tenprint.storage.schema import Sealed, metadata

enrolment = Table(
    "enrolment",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("holder", String(96), nullable=False, unique=True),
    Column("applied", Boolean, nullable=False, default=False, index=True),
    Column("data", Sealed, nullable=False),
)

# Written in the transaction that ends an enrolment, done before the next search: a crash between the two erases too. A
# row goes only when no copy of the gallery has the holder any more.
removal = Table("gallery_removal", metadata, Column("holder", String(96), primary_key=True))
