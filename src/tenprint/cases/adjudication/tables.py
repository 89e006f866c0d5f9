"""What is kept of adjudications. Everything about the person is sealed under the search."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, LargeBinary, String, Table, UniqueConstraint

from tenprint.storage.schema import Moment, Sealed, metadata

adjudication = Table(
    "adjudication",
    metadata,
    Column("correlation", String(64), primary_key=True),
    Column("kind", String(12), nullable=False),  # search | proficiency
    Column("purpose", String(20), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("subject", String(96)),  # the candidate that was identified, None for none
    Column("disagreement", Boolean, nullable=False, default=False),
    Column("candidates", Sealed),  # model.Payload
    Column("truth", Sealed),  # of a proficiency item: the subject, or an empty text for nobody
)

conclusion = Table(
    "conclusion",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("correlation", String(64), nullable=False, index=True),
    Column("examiner", String(80), nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("subject", String(96)),
    Column("first_look_at", Moment),
    Column("at", Moment, nullable=False),
    Column("marks", Sealed),  # list[model.Mark]
    UniqueConstraint("correlation", "examiner"),
)

examination_look = Table(
    "examination_look",
    metadata,
    Column("correlation", String(64), primary_key=True),
    Column("examiner", String(80), primary_key=True),
    Column("at", Moment, nullable=False),
)

examination_secret = Table(
    "examination_secret",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("secret", LargeBinary, nullable=False),  # sealed under the agency's own holder
)
