"""Which addresses an installation may tell: those that its operator allows, none without a word of the operator."""

from __future__ import annotations

import weakref
from collections.abc import Iterable

from tenprint.agency.base import Agency
from tenprint.exchange.addresses import AllowedAddresses

_allowed: weakref.WeakKeyDictionary[Agency, AllowedAddresses] = weakref.WeakKeyDictionary()


def allow(agency: Agency, prefixes: Iterable[str]) -> None:
    """Let an agency of this process tell addresses below these prefixes, and no other."""
    _allowed[agency] = AllowedAddresses(prefixes)


def allowed(agency: Agency) -> AllowedAddresses | None:
    """Return what an agency may tell; None where nothing was allowed."""
    return _allowed.get(agency)
