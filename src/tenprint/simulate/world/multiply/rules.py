"""Which column of a copied row is what, as tables: names, identifiers, places, sealed contents.

A column that stands in none of these is taken over as it is; moments are moved.
"""

from __future__ import annotations

# By which column a row belongs to a booking: its correlation, or a name that was derived from it.
OWNERS = ("correlation", "case", "key", "holder")
# Tables that are not copied: accounts and keys, what is made anew, what a copy does not have.
LEFT_OUT = frozenset(
    {
        "holder_key", "destroyed_key", "account", "log_on_failure", "session", "audit", "audit_head",
        "audit_checkpoint", "audit_anchor", "enrolment", "gallery_removal", "evidence", "examination_secret",
        "retention_mark", "expungement", "expunged_booking", "expungement_certificate", "figure_cell",
        "figure_position", "alembic_version", "idempotency", "criminal_subject", "state_subject",
    }
)  # fmt: skip
# Where a booking's names stand, alone or as part of a longer name.
NAMES = frozenset(
    {"correlation", "case", "key", "holder", "request", "tcn", "subject", "fbi_number", "fin", "second_reference"}
)
# Identifiers without meaning: another one for each copy, the same wherever the same one stood.
IDENTIFIERS = frozenset(
    {
        "message_id", "causation", "cause", "digest", "request_message", "previous", "reused_from", "rests_on",
        "replaced_by",
    }
)  # fmt: skip
# (table, column) -> context of the seal, of contents that copies keep. All other sealed columns are empty in copies.
SEALED = {
    ("criminal_encounter", "arrest"): "arrest",
    ("immigration_encounter", "encounter"): "encounter",
    ("case", "query"): "query",
    ("case", "level_reasons"): "level",
    ("case_evidence", "detail"): "evidence",
    ("case_evidence", "addressed"): "addressed",
    ("case_decision", "grounds"): "grounds",
    ("case_research", "content"): "research",
    ("case_claim", "statement"): "claim",
    ("booking_request", "data"): "request",
    ("conclusion", "marks"): "marks",
}
