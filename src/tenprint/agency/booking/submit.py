"""Step 1: the booking agency sends an EBTS file. It sends the same bytes whether its jurisdiction is active or not."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from sqlalchemy import insert, select

from tenprint import transaction
from tenprint.agency.base import Agency
from tenprint.agency.booking.tables import booking_submission
from tenprint.agency.correlation import correlate
from tenprint.agency.reception import keep_evidence
from tenprint.errors import ConflictError, ValueFormatError, Where
from tenprint.exchange.machines import SUBMISSION
from tenprint.exchange.messages import Submission


class Receipt(NamedTuple):
    """What `submit` says: the booking's correlation, and whether it was new or sent before."""

    correlation: str
    new: bool


def submit(agency: Agency, data: bytes, *, user: str) -> Receipt:
    """Accept a transaction file for sending; durable when this returns.

    What comes under a TCN that was used before for other content is refused and kept as evidence.

    The same file again is answered with the same receipt and has no further effect.

    Raises:
        TransactionError: the bytes are no ANSI/NIST-ITL file, or its header misses what a submission needs.
        NotAuthorisedError: the policy knows no purpose for its type.
        ConflictError: the ORI used this TCN before for other content.
    """
    try:
        return _submit(agency, data, user)
    except ConflictError as error:
        keep_evidence(agency, data, str(error))
        raise


def _submit(agency: Agency, data: bytes, user: str) -> Receipt:
    parsed = transaction.read(data)
    for field, name, value in (
        ("1.008", "ORI", parsed.ori),
        ("1.009", "TCN", parsed.tcn),
        ("1.004", "TOT", parsed.tot),
    ):
        if not value:
            raise ValueFormatError(
                f"the transaction has no {name}",
                where=Where(record="Type-1", field=field),
                remedy="A submission needs it: add it with `tenprint transaction edit`.",
            )
    correlation = correlate(parsed.ori, parsed.tcn)
    tot = parsed.tot
    purpose = agency.policies.purposes(at=agency.clock.now()).purpose(tot).code
    digest = hashlib.sha256(data).hexdigest()
    with agency.unit(cause=f"submit:{digest[:40]}", actor=user) as unit:
        known = unit.connection.scalar(
            select(booking_submission.c.digest).where(booking_submission.c.correlation == correlation)
        )
        if known == digest:
            return Receipt(correlation, new=False)
        if known is not None:
            raise ConflictError(
                f"TCN {parsed.tcn} of {parsed.ori} was used before for other content",
                where=Where(record="Type-1", field="1.009"),
                remedy="Give each submission a TCN of its own.",
            )
        unit.connection.execute(
            insert(booking_submission).values(
                correlation=correlation,
                ori=parsed.ori,
                tcn=parsed.tcn,
                tot=tot,
                purpose=purpose,
                digest=digest,
                submitted_at=unit.now,
                submitted_by=user,
                data=agency.vault.seal(unit.connection, correlation, data, context="submission"),
            )
        )
        unit.fire(SUBMISSION, correlation, "submit")
        priority = _priority(agency, parsed)
        unit.send(
            "submission",
            "state",
            Submission(data),
            correlation=correlation,
            purpose=purpose,
            priority=priority,
        )
        unit.audit("submission:send", correlation, purpose=purpose)
    return Receipt(correlation, new=True)


def _priority(agency: Agency, parsed: transaction.Transaction) -> int:
    """Return the sender's priority (EBTS 1.006), or that of the type where none is given."""
    text = parsed.text("1.006")
    if text.isdigit() and 1 <= int(text) <= 9:
        return int(text)
    policy = agency.policies.priorities(at=agency.clock.now())
    return policy.default_by_tot.get(parsed.tot, policy.default)
