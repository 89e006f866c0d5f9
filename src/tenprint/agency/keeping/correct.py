"""Corrections: whoever was told what is no longer so is told what is so now, and what rested on it is looked at again.

A correction goes to everybody whom the accounting of disclosures names, and from there to whom they told.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import insert, select, update

from tenprint.accountability import disclosure
from tenprint.accountability.ledger import correction
from tenprint.agency.base import Agency, Handler
from tenprint.agency.state.numbers import merge_numbers
from tenprint.cases import identity
from tenprint.cases.opening import case_number
from tenprint.cases.tables import case
from tenprint.exchange.envelope import Envelope
from tenprint.exchange.messages import Correction, ImmigrationAlienQuery
from tenprint.exchange.unit import Unit
from tenprint.ids import derived_message_id


def tell(unit: Unit, body: Correction) -> list[str]:
    """Correct what was told about a booking: keep the correction, and send it to all who were told; return whom.

    The history of convictions and encounters go to the enforcement agency alone; others get the words.
    """
    name = str(derived_message_id(unit.agency.name, unit.cause, body.kind, body.about, body.text))
    _keep(unit, body, message_id=name, received_from=unit.agency.name)
    return _pass_on(unit, body)


def _pass_on(unit: Unit, body: Correction, *, except_to: str | None = None) -> list[str]:
    told = [name for name in disclosure.recipients(unit.connection, body.about) if name != except_to]
    plain = msgspec.structs.replace(body, convictions=None, encounters=None)
    for recipient in told:
        role = unit.agency.partners[recipient].role
        unit.send(
            "correction",
            role,
            body if role == "enforcement" else plain,
            correlation=body.about,
            purpose="criminal",
            priority=1,
        )
    unit.audit(f"record:correction_{body.kind}", body.about, purpose="redress", outcome=f"told: {', '.join(told)}")
    return told


def received(unit: Unit, envelope: Envelope, _prepared: None) -> None:
    """A partner's correction: keep it, look again at what rested on the record, tell whom we told."""
    body = msgspec.msgpack.decode(envelope.payload, type=Correction)
    _keep(unit, body, message_id=envelope.id, received_from=envelope.sender)
    first = _times_heard(unit, body) == 1  # it may reach us on more ways than one
    role = unit.agency.partners[unit.agency.name].role
    if role == "enforcement":
        _look_again(unit, body, first=first)
    elif role == "state" and body.formerly and body.fbi_number:
        merge_numbers(unit, body.formerly, body.fbi_number)
    if first:
        _pass_on(unit, body, except_to=envelope.sender)


def _keep(unit: Unit, body: Correction, *, message_id: str, received_from: str) -> None:
    unit.connection.execute(
        insert(correction).values(
            message_id=message_id,
            correlation=body.about,
            kind=body.kind,
            received_from=received_from,
            at=unit.now,
            data=unit.seal(body.about, body, context="correction"),
        )
    )


def _times_heard(unit: Unit, body: Correction) -> int:
    rows = unit.connection.execute(
        select(correction.c.data).where(correction.c.correlation == body.about, correction.c.kind == body.kind)
    )
    found = (unit.unseal(body.about, row.data, Correction, context="correction") for row in rows)
    return sum(entry is not None and entry.text == body.text for entry in found)


def _look_again(unit: Unit, body: Correction, *, first: bool) -> None:
    """Rank by the history as it is now; where the identity was wrong, a request is taken back."""
    number = case_number(body.about)
    row = unit.connection.execute(select(case).where(case.c.case == number)).first()
    if row is None:
        return
    query = unit.unseal(body.about, row.query, ImmigrationAlienQuery, context="query") if row.query else None
    if query is not None and body.convictions is not None:
        agency = unit.agency
        assert isinstance(agency, Agency)
        query = msgspec.structs.replace(
            query,
            convictions=body.convictions,
            dispositions_missing=body.dispositions_missing,
            fbi_number=body.fbi_number or query.fbi_number,
        )
        unit.connection.execute(
            update(case).where(case.c.case == number).values(query=unit.seal(body.about, query, context="query"))
        )
        identity.rank_again(unit, number, query, agency.policies.levels(at=unit.now))
    if body.encounters is not None:
        identity.encounters_corrected(unit, number, body.encounters)
    if body.kind == "identity" and first:
        identity.identity_corrected(unit, number)


HANDLERS = {"correction": Handler(received)}
