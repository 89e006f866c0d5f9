"""The embedded default: five roles in one process, each with its own SQLite database, keys, gallery and journal."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tenprint.agency.base import Agency
from tenprint.agency.criminal.agency import CriminalAgency
from tenprint.agency.immigration.agency import ImmigrationAgency
from tenprint.clock import Clock
from tenprint.exchange.partners import Partner, PartnerKey, PartnerRegister
from tenprint.exchange.signature import SigningKey
from tenprint.exchange.transports.memory import MemoryTransport
from tenprint.policy import ActivationRegistry, PolicyStore
from tenprint.runtime.index import IndexSection
from tenprint.runtime.station import IDLE_SECONDS, ROLES, Workers, build_agency, close_agency


class Embedded:
    """All five agencies over one folder. Use as a context manager; workers run from `start()` to `close()`.

    Args:
        folder: of keys, galleries and, without `database_url`, SQLite databases.
        clock, policies, activation: of all agencies.
        database_url: URL with {role} in the place of the database's name.
        galleries: what a repository searches, by its role; a gallery of this process where it is not named.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock,
        policies: PolicyStore,
        activation: ActivationRegistry,
        database_url: str | None = None,
        galleries: Mapping[str, IndexSection] | None = None,
    ) -> None:
        self.folder = folder
        self.clock = clock
        transport = MemoryTransport()
        keys = {role: SigningKey.at(folder / role / "signing.pem") for role in ROLES}
        partners = PartnerRegister(
            Partner(name=role, role=role, keys={key.identifier: PartnerKey(key.public)}) for role, key in keys.items()
        )
        self.agencies: dict[str, Agency] = {}
        for role in ROLES:
            self.agencies[role] = build_agency(
                role,
                folder / role,
                partners=partners,
                transport=transport,
                clock=clock,
                policies=policies,
                activation=activation,
                database_url=database_url.format(role=role) if database_url else None,
                gallery=(galleries or {}).get(role, IndexSection()),
            )
            transport.connect(role, self.agencies[role].receive, self.agencies[role].receive_many)
        self._workers = Workers()

    @property
    def booking(self) -> Agency:
        """The booking agencies' system."""
        return self.agencies["booking"]

    @property
    def criminal(self) -> CriminalAgency:
        """The criminal-history repository."""
        agency = self.agencies["criminal"]
        assert isinstance(agency, CriminalAgency)
        return agency

    @property
    def immigration(self) -> ImmigrationAgency:
        """The immigration biometrics."""
        agency = self.agencies["immigration"]
        assert isinstance(agency, ImmigrationAgency)
        return agency

    @property
    def enforcement(self) -> Agency:
        """The enforcement agency."""
        return self.agencies["enforcement"]

    def start(self) -> None:
        """Start the workers of all roles."""
        for agency in self.agencies.values():
            self._workers.start(agency)

    def settle(
        self, timeout: float = 600.0, watch: Callable[[], None] | None = None, *, pause: float = IDLE_SECONDS
    ) -> bool:
        """Wait until no agency has anything left to do; False when that took longer than `timeout` (s).

        Args:
            timeout: in s.
            watch: called at each look.
            pause: between two looks, s.
        """
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if watch:
                watch()
            if self._idle():
                return True
            time.sleep(pause)
        return False

    def close(self) -> None:
        """Stop the workers after their present step and close all files."""
        self._workers.stop()
        for agency in self.agencies.values():
            close_agency(agency)

    def __enter__(self) -> Embedded:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def _idle(self) -> bool:
        """All are idle, and nothing arrived anywhere while they were asked one after the other."""
        before = [agency.arrived() for agency in self.agencies.values()]
        idle = all(agency.idle() for agency in self.agencies.values())
        return idle and before == [agency.arrived() for agency in self.agencies.values()]
