"""Orders of courts: expunge, seal, open again; what was carried out, and which partner has certified it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from tenprint.agency.keeping import sealing
from tenprint.agency.keeping.certificates import orders
from tenprint.agency.keeping.expunge import expunge_bookings, expunge_subject
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page, see_other
from tenprint.errors import UsageError

router = APIRouter()
MAY = at(action="record:certificates", purpose="court", audited=False)


class Deed(StrEnum):
    """What a court ordered."""

    EXPUNGE = "expunge"
    SEAL = "seal"
    UNSEAL = "unseal"


@router.get("/orders")
def listed(desk: Annotated[Desk, MAY]) -> Response:
    """Show the orders that were carried out, newest first, and the form for one more."""
    with desk.act("court") as unit:
        found = orders(unit)
    sealing_here = desk.agency.role == "criminal"
    may = {
        Deed.EXPUNGE: desk.may("record:expunge", "court"),
        Deed.SEAL: sealing_here and desk.may("record:seal", "court"),
        Deed.UNSEAL: sealing_here and desk.may("record:unseal", "court"),
    }
    return page(
        desk,
        "redress/orders.html",
        title="Orders of courts",
        orders=found[::-1],
        deeds=[deed for deed, granted in may.items() if granted],
        role=desk.agency.role,
        waiting=sum(bool(order.missing) for order in found),
    )


@router.post("/orders")
def carry_out(
    desk: Annotated[Desk, MAY],
    deed: Annotated[Deed, Form()],
    what: Annotated[str, Form(max_length=96)],
    again: Annotated[str, Form(max_length=96)],
    authority: Annotated[str, Form(max_length=200)],
) -> Response:
    """Carry an order out. What it is about is typed twice: erasing cannot be undone."""
    what = what.strip()
    if what != again.strip():
        raise UsageError("the booking or number was not typed the same way twice", remedy="Compare with the order.")
    with desk.act("court") as unit:
        if deed is Deed.EXPUNGE:
            order = expunge_bookings(unit, [what], authority) if ":" in what else expunge_subject(unit, what, authority)
            said = f"Order {order} is carried out here; every partner that was told has to certify it."
        else:
            act = sealing.seal_record if deed is Deed.SEAL else sealing.unseal_record
            touched = act(unit, what, authority)
            said = f"{'Sealed' if deed is Deed.SEAL else 'Open again'}. Told about {len(touched)} booking(s)."
    return see_other(desk, "/orders", done=said)
