"""Who looked at a person's data, and who received some. It asks first why this is asked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from tenprint.agency.accesses import Access, Accesses, Occasion, Told, accesses
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page

router = APIRouter()
ASKS = "/disclosures"
PURPOSES = (("redress", "To answer the person"), ("oversight", "To oversee this agency"))
READ = "disclosure:read"
MOST = 500  # lines of each list; nobody has that many, and a page stays a page


def may_ask(desk: Desk) -> list[tuple[str, str]]:
    """Return the purposes for which this person may ask."""
    return [(name, words) for name, words in PURPOSES if desk.may(READ, name)]


@router.get(ASKS)
def ask(desk: Annotated[Desk, at()], about: str = "") -> Response:
    """Ask about whom, for which purpose, on which occasion."""
    purposes = may_ask(desk)
    if not purposes:
        desk.permit(READ, "oversight", thing=ASKS)
    return page(
        desk,
        "oversight/ask_disclosures.html",
        title="Disclosures of a person",
        about=about,
        purposes=purposes,
        occasions=list(Occasion),
        role=desk.agency.role,
    )


@router.post(ASKS)
def show(
    desk: Annotated[Desk, at()],
    about: Annotated[str, Form(max_length=96)],
    purpose: Annotated[str, Form(max_length=20)],
    occasion: Annotated[Occasion, Form()],
) -> Response:
    """Show both lists; the question was written down before."""
    found = accesses(desk.agency, desk.session(purpose), about, occasion)
    return page(
        desk,
        "oversight/disclosures.html",
        title="Disclosures of a person",
        trail=(("Ask again", ASKS),),
        about=about.strip(),
        found=found,
        by_basis=_by_basis(found),
        people=sorted({look.user for look in found.looks if not look.software}),
        recipients=sorted({line.recipient for line in found.told}),
        most=MOST,
        occasion=occasion,
        purpose=purpose,
    )


def _by_basis(found: Accesses) -> list[tuple[str, list[Access], list[Told]]]:
    """Return (basis, looks of people, messages), the basis with the latest entry first."""
    groups: dict[str, tuple[list[Access], list[Told]]] = {}
    for look in found.looks:
        groups.setdefault(look.basis, ([], []))[0].append(look)
    for line in found.told:
        groups.setdefault(line.basis, ([], []))[1].append(line)
    times = {
        basis: max([*(look.at for look in looks), *(line.at for line in told)])
        for basis, (looks, told) in groups.items()
    }
    return [(basis, *groups[basis]) for basis in sorted(times, key=lambda basis: times[basis], reverse=True)]
