"""The registry of agreements: on what each activation rests, with parties, dates and digests."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from tenprint.console.framework.desk import Visitor, anyone
from tenprint.console.framework.pages import page
from tenprint.console.oversight.books import shelf_of

router = APIRouter()


@router.get("/public/agreements")
def agreements(visitor: Annotated[Visitor, anyone]) -> Response:
    """Show every agreement and how many activations rest on it."""
    data = shelf_of(visitor).book.places.registry.data
    used = Counter(entry.agreement for entry in data.activations)
    bases: dict[str, set[str]] = {}
    suspended: Counter[str] = Counter()
    for entry in data.activations:
        bases.setdefault(entry.agreement, set()).add(entry.legal_basis)
        suspended[entry.agreement] += bool(entry.suspensions)
    return page(
        visitor,
        "public/agreements.html",
        title="Agreements",
        registry=data,
        used=used,
        bases=bases,
        suspended=suspended,
    )
