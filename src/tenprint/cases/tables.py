"""What the enforcement agency keeps of a case. No column tells a status that no officer determined."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table

from tenprint.storage.schema import Moment, Sealed, metadata

case = Table(
    "case",
    metadata,
    Column("case", String(40), primary_key=True),
    Column("correlation", String(64), nullable=False, unique=True),
    Column("ori", String(9), nullable=False, index=True),
    Column("county", String(5), nullable=False, index=True),
    Column("field_office", String(40), nullable=False, default="", index=True),
    Column("opened_at", Moment),
    Column("level", String(20), index=True),
    Column("level_version", String(40)),
    Column("level_reasons", Sealed),
    Column("dispositions_missing", Integer),
    Column("charge_known", Boolean),
    Column("determination", String(32)),
    Column("determined_by", String(80)),
    Column("determined_at", Moment),
    Column("action", String(32)),
    Column("reasons", String(200)),
    Column("basis", String(32)),
    Column("confirmed_by", String(80)),
    Column("confirmed_at", Moment),
    Column("requests", Integer, nullable=False, default=0),  # how many were confirmed so far
    Column("request_message", String(32)),  # the message that carries the last one
    Column("served_at", Moment),
    Column("custody", String(20)),  # what the jail last said
    Column("custody_at", Moment),
    Column("outcome", String(32)),
    Column("outcome_at", Moment),
    Column("citizenship_claimed", Boolean, nullable=False, default=False),
    Column("query", Sealed),  # ImmigrationAlienQuery
    Column("closed_at", Moment, index=True),
)

case_evidence = Table(
    "case_evidence",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("case", String(40), nullable=False, index=True),
    Column("source", String(80), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("date", String(10), nullable=False),
    Column("affirms", String(20), nullable=False),
    Column("reliability", String(20), nullable=False),
    Column("rests_on", String(64)),  # digest of another item; then it is not independent of it
    Column("added_by", String(80), nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("detail", Sealed),
    Column("addressed_by", String(80)),
    Column("addressed_at", Moment),
    Column("addressed", Sealed),  # on what grounds it does not stand against a request
    Column("withdrawn_at", Moment),  # corrected: it counts no more, and stays to be seen
    Column("withdrawn_by", String(80)),
    Column("replaced_by", String(64)),  # digest of the item that says it right, where there is one
)

case_research = Table(
    "case_research",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("case", String(40), nullable=False, index=True),
    Column("digest", String(64), nullable=False),
    Column("previous", String(64)),
    Column("reused_from", String(64)),
    Column("technician", String(80), nullable=False),
    Column("at", Moment, nullable=False),
    Column("asked", Integer, nullable=False),  # of the sources that are to be asked
    Column("wanted", Integer, nullable=False),
    Column("content", Sealed),  # research.Content
)

case_decision = Table(
    "case_decision",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("case", String(40), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("step", String(32), nullable=False),
    Column("determination", String(32)),
    Column("action", String(32)),
    Column("reasons", String(200)),
    Column("grounds", Sealed),
)

case_claim = Table(
    "case_claim",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("case", String(40), nullable=False, index=True),
    Column("origin", String(20), nullable=False),  # role at which it was made
    Column("channel", String(20), nullable=False),
    Column("at", Moment, nullable=False),
    Column("case_state", String(40), nullable=False),  # before it
    Column("due_at", Moment, nullable=False),
    Column("resolved_at", Moment),
    Column("resolved_by", String(80)),
    Column("result", String(20)),  # citizen | not_citizen
    Column("statement", Sealed),
)

case_custody = Table(
    "case_custody",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("case", String(40), nullable=False, index=True),
    Column("event", String(20), nullable=False),
    Column("at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
)
