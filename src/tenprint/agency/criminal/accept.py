"""Step 3, first part: a submission arrives. Check, extract, decide which repositories it is searched against."""

from __future__ import annotations

import msgspec
from sqlalchemy import insert

from tenprint import transaction
from tenprint.agency.base import Agency, Handler
from tenprint.agency.correlation import ori_of
from tenprint.agency.criminal.agency import CriminalAgency
from tenprint.agency.criminal.answer import reject
from tenprint.agency.criminal.check import problems
from tenprint.agency.criminal.tables import criminal_search
from tenprint.agency.masterfile import pack
from tenprint.agency.prints import Captured
from tenprint.errors import InputError
from tenprint.exchange.envelope import Envelope
from tenprint.exchange.machines import SECOND_SEARCH, SUBMISSION
from tenprint.exchange.messages import IdentifyRequest, Print, SearchJob, Submission
from tenprint.exchange.unit import Unit


class Checked(msgspec.Struct):
    """A submission after checking: its prints, or why it is rejected."""

    data: bytes
    tot: str
    captured: Captured | None
    errors: list[str]


def prepare(agency: CriminalAgency, envelope: Envelope) -> Checked:
    """Parse, check and extract; nothing is written."""
    data = msgspec.msgpack.decode(envelope.payload, type=Submission).transaction
    parsed = transaction.read(data)
    errors = problems(parsed)
    captured = None
    if not errors:
        try:
            captured = _capture(agency, envelope, parsed)
        except InputError as error:
            errors = [f"L0008 {error}"]
    return Checked(data, parsed.tot, captured, errors)


def _capture(agency: CriminalAgency, envelope: Envelope, parsed: transaction.Transaction) -> Captured:
    """Extract; the sender's own minutiae stand in the place of extraction where the register says that they may."""
    if agency.partners[envelope.sender].vouches_for_minutiae_of(ori_of(envelope.correlation)):
        return agency.capture(parsed, features=True)
    return agency.capture(parsed)


def apply(unit: Unit, envelope: Envelope, checked: Checked) -> None:
    """Write the submission down and start its searches: both at the same time where the ORI is active now."""
    correlation, ori = envelope.correlation, ori_of(envelope.correlation)
    agency = unit.agency
    assert isinstance(agency, Agency)
    unit.fire(SUBMISSION, correlation, "receive")
    if checked.captured is None:
        unit.fire(SUBMISSION, correlation, "reject")
        reject(unit, envelope, checked.data, checked.errors)
        return
    activation = agency.activation.is_active(ori, unit.now)
    plan = agency.policies.purposes(at=unit.now).plan(checked.tot, active=activation.active)
    templates = pack(checked.captured.templates)
    unit.connection.execute(
        insert(criminal_search).values(
            correlation=correlation,
            ori=ori,
            tot=checked.tot,
            purpose=envelope.purpose,
            received_at=unit.now,
            active=activation.active,
            activation_version=activation.version,
            activation_reason=activation.reason[:200],
            request=unit.seal(correlation, checked.data, context="request"),
            prints=unit.seal(correlation, templates, context="prints"),
        )
    )
    unit.fire(SUBMISSION, correlation, "accept")
    route = {"correlation": correlation, "purpose": envelope.purpose, "priority": envelope.priority}
    unit.send("search", "criminal", SearchJob(), **route)  # type: ignore[arg-type]
    if "immigration" in plan.repositories:
        unit.fire(SECOND_SEARCH, correlation, "ask")
        images = checked.captured.images
        prints = [Print(p, data, images.get(p, b"")) for p, data in templates.items()]
        unit.send("identify_request", "immigration", IdentifyRequest(ori, prints, activation.version), **route)  # type: ignore[arg-type]


HANDLER = Handler(apply, prepare)
