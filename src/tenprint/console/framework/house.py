"""What the console looks at: the agencies of this process and, in a demo, the people that anybody may be."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from typing import NamedTuple

from tenprint.accountability.accounts import Accounts
from tenprint.agency.base import Agency


class DemoPerson(NamedTuple):
    """An account of the demo, with what its owner alone would know."""

    name: str
    agency: str
    roles: tuple[str, ...]
    words: str
    password: str
    secret: str


class House:
    """All that requests share.

    Attributes:
        agencies: role -> agency.
        accounts: role -> the agency's accounts.
        demo: people of a demo; empty where the console is in earnest.
        secure: whether cookies are for HTTPS alone.
        secret: binds form tokens of visitors to this process.
        closing: set when the server stops, so that live streams end.
    """

    def __init__(self, agencies: Mapping[str, Agency], *, demo: tuple[DemoPerson, ...] = (), secure: bool) -> None:
        self.agencies = dict(agencies)
        self.accounts = {
            role: Accounts(agency.database, agency.vault, agency.clock, agency=agency.name)
            for role, agency in self.agencies.items()
        }
        self.demo = demo
        self.secure = secure
        self.secret = secrets.token_bytes(32)
        self.closing = threading.Event()
