"""What the criminal-history repository keeps. An encounter is one booking; a subject is a person with a number."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Integer, String, Table

from tenprint.storage.schema import Moment, Sealed, metadata

criminal_subject = Table(
    "criminal_subject",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("fbi_number", String(9), unique=True),
    Column("created_at", Moment, nullable=False),
    Column("merged_into", String(9)),  # the number that its records have now
    sqlite_autoincrement=True,  # the number of an expunged person is never given again
)

criminal_encounter = Table(
    "criminal_encounter",
    metadata,
    Column("holder", String(96), primary_key=True),
    Column("fbi_number", String(9), nullable=False, index=True),
    Column("ori", String(9), nullable=False),
    Column("date", String(8), nullable=False),
    Column("arrest", Sealed, nullable=False),  # Arrest
)

criminal_search = Table(
    "criminal_search",
    metadata,
    Column("correlation", String(64), primary_key=True),
    Column("ori", String(9), nullable=False, index=True),
    Column("tot", String(5), nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("active", Boolean, nullable=False),  # of the ORI, at receipt
    Column("activation_version", String(40), nullable=False),
    Column("activation_reason", String(200), nullable=False),
    Column("band", String(20)),
    Column("best", Float),
    Column("coverage", String(120)),
    Column("policy_version", String(40)),
    Column("fbi_number", String(9)),
    Column("identified", Boolean),
    Column("answered_at", Moment, index=True),
    Column("second_outcome", String(10)),
    Column("second_reference", String(20)),
    Column("second_coverage", String(120)),
    Column("second_policy_version", String(40)),
    Column("request", Sealed),  # the transaction as received
    Column("prints", Sealed),
)
