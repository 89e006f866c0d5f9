"""The evidence ledger: each item has source, date, kind and reliability, and says what it affirms, or nothing.

Absence of a record counts for nothing. Items of one source, or of which one rests on another, are not independent.
An affirmation of citizenship or lawful presence, however weak, stands against a request until somebody addressed it.
"""

from __future__ import annotations

import hashlib
from typing import NotRequired, TypedDict, Unpack

import msgspec
from sqlalchemy import insert, select, update

from tenprint.accountability.names import same_person
from tenprint.cases.opening import find
from tenprint.cases.permission import permit
from tenprint.cases.rules import case_rules
from tenprint.cases.tables import case_evidence
from tenprint.cases.vocabulary import OPPOSING, Affirms, Reliability
from tenprint.errors import RefusedError, UsageError
from tenprint.exchange.messages import Encounter
from tenprint.exchange.unit import Unit


class NewItem(TypedDict):
    """An item that is to be written: see `Item`."""

    source: str
    kind: str
    date: str
    affirms: Affirms
    reliability: Reliability
    detail: dict[str, object]
    rests_on: NotRequired[str | None]


class Item(msgspec.Struct, frozen=True):
    """One item of the ledger, opened; `number` counts within the agency, `digest` names it for good."""

    number: int
    source: str
    kind: str
    date: str
    affirms: Affirms
    reliability: Reliability
    rests_on: str | None
    added_by: str
    digest: str
    detail: dict[str, object]
    addressed_by: str | None = None
    addressed: str | None = None
    withdrawn_by: str | None = None
    replaced_by: str | None = None


def add(unit: Unit, number: str, **item: Unpack[NewItem]) -> str:
    """Write an item as a person and return its digest; the same item again (by content) changes nothing.

    Raises:
        UsageError: no such case, or `rests_on` is no item of it.
        NotAuthorisedError: not a technician, nor an officer of the case's office.
    """
    permit(unit, "case:add_evidence", find(unit, number))
    return file(unit, number, **item)


def file(
    unit: Unit,
    number: str,
    *,
    source: str,
    kind: str,
    date: str,
    affirms: Affirms,
    reliability: Reliability,
    detail: dict[str, object],
    rests_on: str | None = None,
) -> str:
    """Write an item that a person or a partner's message brought; see `add`."""
    row = find(unit, number)
    if rests_on is not None and rests_on not in _digests(unit, number):
        raise UsageError(f"the case {number} has no item {rests_on[:12]} to rest on")
    content = [source, kind, date, affirms, reliability, rests_on, detail]
    digest = hashlib.sha256(msgspec.json.encode(content, order="sorted")).hexdigest()
    if digest in _digests(unit, number):
        return digest
    unit.connection.execute(
        insert(case_evidence).values(
            case=number,
            source=source,
            kind=kind,
            date=date,
            affirms=affirms,
            reliability=reliability,
            rests_on=rests_on,
            added_by=unit.actor,
            added_at=unit.now,
            digest=digest,
            detail=unit.seal(row.correlation, detail, context="evidence"),
        )
    )
    unit.audit("case:add_evidence", number, purpose="criminal", outcome=f"affirms {affirms}")
    return digest


def file_encounter(unit: Unit, number: str, entry: Encounter) -> str:
    """Write what a repository has on record of one encounter, no more than its source says; return the digest."""
    return file(
        unit,
        number,
        source=entry.source,
        kind=entry.kind,
        date=entry.date,
        affirms=case_rules().evidence.affirms(entry.kind) if entry.affirmative else Affirms.NOTHING,
        reliability=Reliability.BIOMETRIC_RECORD,
        detail=msgspec.to_builtins(entry),
    )


def ledger(unit: Unit, number: str, correlation: str) -> list[Item]:
    """Return all items of a case, in the order in which they came."""
    rows = unit.connection.execute(
        select(case_evidence).where(case_evidence.c.case == number).order_by(case_evidence.c.sequence)
    ).all()
    return [
        Item(
            row.sequence,
            row.source,
            row.kind,
            row.date,
            Affirms(row.affirms),
            Reliability(row.reliability),
            row.rests_on,
            row.added_by,
            row.digest,
            unit.unseal(correlation, row.detail, dict[str, object], context="evidence") or {},
            row.addressed_by,
            unit.unseal(correlation, row.addressed, str, context="addressed") if row.addressed else None,
            row.withdrawn_by,
            row.replaced_by,
        )
        for row in rows
    ]


def address(unit: Unit, number: str, item: int, grounds: str) -> None:
    """Say as a named person why an affirmation of citizenship or lawful presence does not stand against a request.

    Raises:
        UsageError: no grounds, or no such item.
        RefusedError: software, or the item affirms neither.
    """
    row = find(unit, number)
    where = (case_evidence.c.case == number) & (case_evidence.c.sequence == item)
    found = unit.connection.execute(select(case_evidence).where(where)).first()
    if found is None or not grounds.strip():
        raise UsageError(f"an item of {number} and grounds are needed", remedy="See `tenprint case show`.")
    permit(unit, "case:address_evidence", row)
    if found.affirms not in OPPOSING or unit.actor == "system":
        raise RefusedError("a named person addresses what affirms citizenship or lawful presence", where=number)
    unit.connection.execute(
        update(case_evidence)
        .where(where)
        .values(
            addressed_by=unit.actor,
            addressed_at=unit.now,
            addressed=unit.seal(row.correlation, grounds, context="addressed"),
        )
    )
    unit.audit("case:address_evidence", number, purpose="criminal")


def withdraw(unit: Unit, number: str, digest: str, *, replaced_by: str | None = None) -> bool:
    """Let an item count no more, since its record was corrected; it stays to be seen. False where it is none."""
    changed = unit.connection.execute(
        update(case_evidence)
        .where(case_evidence.c.case == number, case_evidence.c.digest == digest, case_evidence.c.withdrawn_at.is_(None))
        .values(withdrawn_at=unit.now, withdrawn_by=unit.actor, replaced_by=replaced_by)
    ).rowcount
    if changed:
        unit.audit(
            "case:withdraw_evidence", number, purpose="redress", outcome="replaced" if replaced_by else "success"
        )
    return changed > 0


def independent_affirmative(unit: Unit, number: str) -> int:
    """Return how many independent sources affirm removability, at a reliability that counts."""
    counted = case_rules().evidence.counted
    standing = (case_evidence.c.case == number) & case_evidence.c.withdrawn_at.is_(None)
    rows = unit.connection.execute(select(case_evidence).where(standing)).all()
    group = {row.digest: row.digest for row in rows}  # item -> its group; groups grow together below

    def root(name: str) -> str:
        while group[name] != name:
            name = group[name]
        return name

    first_of: dict[str, str] = {}
    for row in rows:
        group[root(row.digest)] = root(first_of.setdefault(row.source.strip().casefold(), row.digest))
        if row.rests_on in group:
            group[root(row.digest)] = root(row.rests_on)
    affirming = [r for r in rows if r.affirms == Affirms.REMOVABILITY and Reliability(r.reliability) in counted]
    return len({root(row.digest) for row in affirming})


def unaddressed(unit: Unit, number: str, *, except_by: str | None = None) -> list[int]:
    """Return the items that stand against a request: not addressed, or only by the person `except_by`."""
    rows = unit.connection.execute(
        select(case_evidence.c.sequence, case_evidence.c.addressed_by)
        .where(
            case_evidence.c.case == number,
            case_evidence.c.affirms.in_([str(a) for a in OPPOSING]),
            case_evidence.c.withdrawn_at.is_(None),
        )
        .order_by(case_evidence.c.sequence)
    )
    return [row.sequence for row in rows if row.addressed_by is None or same_person(row.addressed_by, except_by)]


def _digests(unit: Unit, number: str) -> set[str]:
    return set(unit.connection.scalars(select(case_evidence.c.digest).where(case_evidence.c.case == number)))
