"""What a form asks for as a correction: one value, or what became of a charge."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import Depends, Form

from tenprint.agency.keeping.amendable import Wanted
from tenprint.errors import UsageError

DISPOSITION = "disposition"
OUTCOMES = ("convicted", "acquitted", "dismissed")
Short = Annotated[str, Form(max_length=40)]


def _read(
    field: Annotated[str, Form(max_length=40)],
    why: Annotated[str, Form(max_length=2000)],
    value: Annotated[str, Form(max_length=2000)] = "",
    charge: Annotated[int, Form(ge=0, le=99)] = 0,
    item: Annotated[str, Form(max_length=64)] = "",
    outcome: Short = "",
    date: Short = "",
    severity: Short = "",
    days: Annotated[int, Form(ge=0, le=100_000)] = 0,
) -> Wanted:
    """Return the wish; a disposition is put together from its own fields where the one field is empty."""
    if field == DISPOSITION and not value.strip():
        if outcome not in OUTCOMES or not date.strip():
            raise UsageError("a disposition has an outcome and a date", remedy="Fill in both, as 2009-03-01.")
        parts = {"outcome": outcome, "date": date.strip(), "severity": severity or None, "sentence_days": days}
        value = msgspec.json.encode(parts).decode()
    return Wanted(value.strip(), why, charge, item)


Wish = Annotated[Wanted, Depends(_read)]
