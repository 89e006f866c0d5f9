"""Where each role keeps what about a booking, as data: retention and expungement erase exactly this."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Column, Table

from tenprint.accountability.ledger import correction, redress_request
from tenprint.accountability.letters import letter
from tenprint.agency.booking.tables import booking_answer, booking_claim, booking_request, booking_submission
from tenprint.agency.criminal.tables import criminal_search
from tenprint.agency.webhooks.tables import webhook_delivery
from tenprint.cases.adjudication.tables import adjudication, conclusion
from tenprint.cases.tables import case, case_claim, case_custody, case_decision, case_evidence, case_research
from tenprint.exchange.tables import inbox, outbox
from tenprint.policy.retention import Data

KINDS: tuple[Data, ...] = ("images", "template", "demographics", "message")
WITH_IMAGES = ("submission", "identify_request")  # message types that carry prints


class Holding(NamedTuple):
    """A place where a role keeps data of a booking.

    Attributes:
        table: the table.
        kind: kind of data, as the retention policy names it.
        columns: what is erased; empty where the whole rows go.
        types: for inbox and outbox, only these message types; None for all others than `WITH_IMAGES`.
        through_case: its key is the case, not the correlation.
    """

    table: Table
    kind: Data
    columns: tuple[str, ...] = ()
    types: tuple[str, ...] | None = ()
    through_case: bool = False

    @property
    def key(self) -> Column[str]:
        """The column that says to which booking a row belongs."""
        column: Column[str] = self.table.c.case if self.through_case else self.table.c.correlation
        return column


def _journal(*with_images: str) -> tuple[Holding, ...]:
    carrying = (
        tuple(Holding(table, "images", ("data",), with_images) for table in (inbox, outbox)) if with_images else ()
    )
    return (*carrying, Holding(inbox, "message", ("data",), None), Holding(outbox, "message", ("data",), None))


_EXAMINATION = (
    Holding(adjudication, "template", ("candidates",)),
    Holding(conclusion, "template", ("marks", "subject")),
    Holding(adjudication, "template", ("subject",)),
)
_REDRESS = (
    Holding(correction, "message", ("data",)),
    Holding(redress_request, "message", ("wanted", "grounds", "disagreement")),
    Holding(letter, "message", ("content", "answer")),
)

HOLDINGS: dict[str, tuple[Holding, ...]] = {
    "booking": (
        *_journal("submission"),
        Holding(booking_submission, "demographics", ("data",)),
        Holding(booking_answer, "message", ("data",)),
        Holding(booking_request, "message", ("data",)),
        Holding(booking_claim, "message"),
        Holding(webhook_delivery, "message"),
        *_REDRESS,
    ),
    "state": (*_journal("submission"), *_REDRESS),
    "criminal": (
        *_journal("submission", "identify_request"),
        Holding(criminal_search, "images", ("request",)),
        Holding(criminal_search, "template", ("prints",)),
        *_EXAMINATION,
        *_REDRESS,
    ),
    "immigration": (*_journal("identify_request"), *_EXAMINATION, *_REDRESS),
    "enforcement": (
        *_journal(),
        Holding(case, "demographics", ("query", "level_reasons")),
        Holding(case_evidence, "demographics", (), (), True),
        Holding(case_custody, "demographics", (), (), True),
        Holding(case_research, "message", ("content",), (), True),
        Holding(case_decision, "message", ("grounds",), (), True),
        Holding(case_claim, "message", ("statement",), (), True),
        Holding(webhook_delivery, "message"),
        *_REDRESS,
    ),
}
