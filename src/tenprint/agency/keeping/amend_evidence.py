"""Amendments of a case's evidence: a corrected item counts no more, stays to be seen, and a request is looked at."""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from tenprint.agency.keeping.amendable import Amendable, Wanted
from tenprint.agency.keeping.correct import tell
from tenprint.cases import evidence, identity
from tenprint.cases.opening import case_number
from tenprint.cases.tables import case
from tenprint.cases.vocabulary import Affirms, Reliability
from tenprint.errors import UsageError, ValueFormatError
from tenprint.exchange.messages import Correction
from tenprint.exchange.unit import Unit

FIELDS = ("source", "kind", "date", "affirms", "reliability", "withdraw")
FORMS = {"affirms": Affirms, "reliability": Reliability}


def items(unit: Unit, correlation: str) -> list[evidence.Item]:
    """Return the evidence of a booking's case; empty where there is none."""
    number = case_number(correlation)
    if unit.connection.scalar(select(case.c.case).where(case.c.case == number)) is None:
        return []
    return evidence.ledger(unit, number, correlation)


def _check(unit: Unit, correlation: str, field: str, wanted: Wanted) -> None:
    _amended(_item(unit, correlation, wanted.item), field, wanted.value)


def _apply(unit: Unit, number: str, correlation: str, field: str, wanted: Wanted) -> list[str]:
    item, case_name = _item(unit, correlation, wanted.item), case_number(correlation)
    amended = _amended(item, field, wanted.value)
    new = None
    if amended is not None:
        new = evidence.file(
            unit,
            case_name,
            source=amended.source,
            kind=amended.kind,
            date=amended.date,
            affirms=amended.affirms,
            reliability=amended.reliability,
            detail={**amended.detail, "amended": number},
            rests_on=amended.rests_on,
        )
    evidence.withdraw(unit, case_name, item.digest, replaced_by=new)
    identity.look_again(unit, case_name)
    tell(unit, Correction("amended", correlation, f"Evidence of {item.date} was amended ({number})."))
    return [correlation]


def _item(unit: Unit, correlation: str, digest: str) -> evidence.Item:
    found = [i for i in items(unit, correlation) if digest and i.digest.startswith(digest) and i.withdrawn_by is None]
    if len(found) != 1:
        raise UsageError(f"the case has no item {digest[:12] or 'without a digest'}", remedy="Name it by its digest.")
    return found[0]


def _amended(item: evidence.Item, field: str, value: str) -> evidence.Item | None:
    if field == "withdraw":
        return None
    form = FORMS.get(field)
    if form is not None and value not in list(form):
        raise ValueFormatError(f"{value!r} is none of {', '.join(form)}", where="amendment")
    if not value.strip():
        raise ValueFormatError("the new value is empty", where="amendment")
    return msgspec.structs.replace(item, **{field: form(value) if form else value})


EVIDENCE = Amendable(FIELDS, _check, _apply)
