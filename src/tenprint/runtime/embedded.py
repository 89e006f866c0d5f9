"""The embedded default: five roles in one process, each with its own SQLite database, keys, gallery and journal."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tenprint.agency.base import Agency, Handler
from tenprint.agency.booking.receive import HANDLERS as BOOKING
from tenprint.agency.criminal.agency import CriminalAgency
from tenprint.agency.criminal.handlers import HANDLERS as CRIMINAL
from tenprint.agency.enforcement.receive import HANDLERS as ENFORCEMENT
from tenprint.agency.immigration.agency import ImmigrationAgency
from tenprint.agency.immigration.identify import HANDLERS as IMMIGRATION
from tenprint.agency.masterfile import MasterFile
from tenprint.agency.state.relay import HANDLERS as STATE
from tenprint.clock import Clock
from tenprint.exchange.partners import Partner, PartnerKey, PartnerRegister
from tenprint.exchange.signature import SigningKey
from tenprint.exchange.transports.memory import MemoryTransport
from tenprint.policy import ActivationRegistry, PolicyStore
from tenprint.storage import Database, Vault

ROLES: dict[str, Mapping[str, Handler]] = {
    "booking": BOOKING,
    "state": STATE,
    "criminal": CRIMINAL,
    "immigration": IMMIGRATION,
    "enforcement": ENFORCEMENT,
}
IDLE_SECONDS = 0.02  # pause of a worker that found nothing to do


class Embedded:
    """All five agencies over one folder. Use as a context manager; workers run from `start()` to `close()`."""

    def __init__(self, folder: Path, *, clock: Clock, policies: PolicyStore, activation: ActivationRegistry) -> None:
        self.folder = folder
        self.clock = clock
        transport = MemoryTransport()
        keys = {role: SigningKey.at(folder / role / "signing.pem") for role in ROLES}
        partners = PartnerRegister(
            Partner(name=role, role=role, keys={key.identifier: PartnerKey(key.public)}) for role, key in keys.items()
        )
        self.agencies: dict[str, Agency] = {}
        for role, handlers in ROLES.items():
            base: dict[str, Any] = {
                "database": Database(f"sqlite:///{folder / role / 'agency.sqlite'}"),
                "vault": Vault.at(folder / role / "master.key"),
                "key": keys[role],
                "partners": partners,
                "transport": transport,
                "clock": clock,
                "handlers": handlers,
                "policies": policies,
                "activation": activation,
            }
            base["database"].create_schema()
            self.agencies[role] = _build(role, folder / role / "gallery", base)
            transport.connect(role, self.agencies[role].receive)
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

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
        """Release the leases of a process that died here, and start a worker for each role's inbox and outbox."""
        for agency in self.agencies.values():
            agency.release_leases()
            for work in (agency.step, agency.deliver):
                thread = threading.Thread(
                    target=self._run, args=(work,), name=f"{agency.role}-{work.__name__}", daemon=True
                )
                thread.start()
                self._threads.append(thread)

    def settle(self, timeout: float = 600.0, watch: Callable[[], None] | None = None) -> bool:
        """Wait until no agency has anything left to do; False when that took longer than `timeout` (s)."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if watch:
                watch()
            # An agency may hand work to one that was just found idle: idle twice in a row is idle.
            if self._idle() and self._idle():
                return True
            time.sleep(IDLE_SECONDS)
        return False

    def close(self) -> None:
        """Stop the workers after their present step and close all files."""
        self._stop.set()
        for thread in self._threads:
            thread.join()
        self.criminal.masterfile.close()
        self.immigration.masterfile.close()
        for agency in self.agencies.values():
            agency.database.close()

    def __enter__(self) -> Embedded:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def _idle(self) -> bool:
        return all(agency.idle() for agency in self.agencies.values())

    def _run(self, work: Callable[[], Any]) -> None:
        while not self._stop.is_set():
            if not work():
                self._stop.wait(IDLE_SECONDS)


def _build(role: str, gallery: Path, base: dict[str, Any]) -> Agency:
    if role == "criminal":
        return CriminalAgency(role, masterfile=MasterFile(gallery, base["database"], base["vault"]), **base)
    if role == "immigration":
        return ImmigrationAgency(role, masterfile=MasterFile(gallery, base["database"], base["vault"]), **base)
    agency = Agency(role, **base)
    agency.role = role
    return agency
