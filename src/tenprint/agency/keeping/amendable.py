"""What can be amended where: arrests at the criminal repository, encounters at the other, evidence of a case.

Each role has one `Amendable`: which fields, whether a wish is of its form, and what follows when it is granted. What
follows reaches everybody who was told, and takes back what rested on the record.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from tenprint.exchange.unit import Unit


class Wanted(msgspec.Struct, frozen=True):
    """What is asked for: the new value, and why.

    Attributes:
        value: the right value; for a disposition JSON of a `Disposition`.
        why: in the person's words.
        charge: of a disposition: which charge, counted from 0.
        item: of evidence: the digest of the item.
    """

    value: str
    why: str
    charge: int = 0
    item: str = ""


class Amendable(NamedTuple):
    """How records of one role are amended.

    Attributes:
        fields: names of what can be amended.
        check: raises where there is no such record, or the wish is not of its form.
        apply: writes it and tells all who were told; returns the bookings that it touched.
    """

    fields: tuple[str, ...]
    check: Callable[[Unit, str, str, Wanted], None]
    apply: Callable[[Unit, str, str, str, Wanted], list[str]]
