"""What the immigration biometrics keep: encounters of subjects, and for a limited time what was searched."""

from __future__ import annotations

from sqlalchemy import Column, Float, String, Table

from tenprint.storage.schema import Moment, Sealed, metadata

immigration_encounter = Table(
    "immigration_encounter",
    metadata,
    Column("holder", String(96), primary_key=True),
    Column("fin", String(13), nullable=False, index=True),
    Column("encounter", Sealed, nullable=False),  # messages.Encounter
)

immigration_search = Table(
    "immigration_search",
    metadata,
    Column("correlation", String(64), primary_key=True),
    Column("ori", String(9), nullable=False, index=True),
    Column("received_at", Moment, nullable=False),
    Column("band", String(20), nullable=False),
    Column("best", Float),
    Column("coverage", String(120), nullable=False),
    Column("policy_version", String(40), nullable=False),
    Column("outcome", String(10)),
    Column("fin", String(13)),
    Column("decided_by", String(200)),
    Column("answered_at", Moment, index=True),
)
