"""One agency made ready: handlers of its role, database, keys, gallery; and the workers that work its journal off."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import structlog

from tenprint.accountability.signing import AuditKey
from tenprint.agency.base import Agency, Handler
from tenprint.agency.bells import INBOX
from tenprint.agency.booking.receive import HANDLERS as BOOKING
from tenprint.agency.chores import CHORES_SECONDS, do_chores
from tenprint.agency.criminal.agency import CriminalAgency
from tenprint.agency.criminal.handlers import HANDLERS as CRIMINAL
from tenprint.agency.enforcement.receive import HANDLERS as ENFORCEMENT
from tenprint.agency.immigration.agency import ImmigrationAgency
from tenprint.agency.immigration.identify import HANDLERS as IMMIGRATION
from tenprint.agency.keeping.handlers import HANDLERS as KEEPING
from tenprint.agency.keeping.retain import retain
from tenprint.agency.masterfile import MasterFile
from tenprint.agency.state.relay import HANDLERS as STATE
from tenprint.clock import Clock
from tenprint.exchange.parameters import WATCH_SECONDS
from tenprint.exchange.partners import PartnerRegister
from tenprint.exchange.signature import SigningKey
from tenprint.exchange.transports import Transport
from tenprint.policy import ActivationRegistry, PolicyStore
from tenprint.runtime.index import IndexSection, open_index
from tenprint.runtime.migrations import upgrade
from tenprint.search.index.absent import AbsentIndex
from tenprint.storage import Database, Vault

log = structlog.get_logger()

ROLES: dict[str, Mapping[str, Handler]] = {
    "booking": {**BOOKING, **KEEPING},
    "state": {**STATE, **KEEPING},
    "criminal": {**CRIMINAL, **KEEPING},
    "immigration": {**IMMIGRATION, **KEEPING},
    "enforcement": {**ENFORCEMENT, **KEEPING},
}
REPOSITORIES: dict[str, type[CriminalAgency] | type[ImmigrationAgency]] = {
    "criminal": CriminalAgency,
    "immigration": ImmigrationAgency,
}
ERASE_SECONDS = 5.0  # how often a repository's worker looks whether its gallery has what is not enrolled any more
RETENTION_SECONDS = 60.0  # how often a worker looks for what its retention is over for
FAILURE_SECONDS = 1.0  # pause of a worker that failed
IDLE_SECONDS = 0.02  # pause of who waits until all is done
LOOK_SECONDS = 0.25  # how often a worker looks for what another process left, or whose back-off is over


def build_agency(
    role: str,
    folder: Path,
    *,
    partners: PartnerRegister,
    transport: Transport,
    clock: Clock,
    policies: PolicyStore,
    activation: ActivationRegistry,
    database_url: str | None = None,
    name: str | None = None,
    gallery: IndexSection | None = IndexSection(),
    root: Path | None = None,
) -> Agency:
    """Open one agency.

    Args:
        role: booking, state, criminal, immigration or enforcement.
        folder: where its keys, its gallery and, without `database_url`, its SQLite database lie.
        partners: whom it knows, itself included.
        transport: how its messages leave.
        clock, policies, activation: shared with nobody or with all; an agency asks, it does not own them.
        database_url: SQLAlchemy URL; by default SQLite in the folder.
        name: its name in the partner register; by default its role.
        gallery: what a repository searches; by default a gallery of this process. None: a desk beside the process that
            has it open; what is enrolled or erased at a desk, that process brings into the gallery.
        root: what paths of `gallery` are relative to; by default the folder.
    """
    database = Database(database_url or f"sqlite:///{folder / 'agency.sqlite'}")
    upgrade(database)
    base: dict[str, Any] = {
        "database": database,
        "vault": Vault.at(folder / "master.key"),
        "key": SigningKey.at(folder / "signing.pem"),
        "partners": partners,
        "transport": transport,
        "clock": clock,
        "handlers": ROLES[role],
        "policies": policies,
        "activation": activation,
    }
    agency: Agency
    if role in REPOSITORIES:
        vault: Vault = base["vault"]
        if gallery is None:
            masterfile = MasterFile(AbsentIndex(), database, vault)
        else:
            index, patience, filled = open_index(gallery, folder, root or folder, vault.mark)
            masterfile = MasterFile(index, database, vault, patience=patience, filled=filled)
        agency = REPOSITORIES[role](name or role, masterfile=masterfile, **base)
    else:
        agency = Agency(name or role, **base)
        agency.role = role
    agency.audit_key = AuditKey.at(folder / "audit.pem")
    _replay_destroyed(agency)
    return agency


def _replay_destroyed(agency: Agency) -> None:
    """Destroy again what a restored backup brought back, before anything else is done."""
    with agency.database.write() as connection:
        back = agency.vault.replay(connection)
        if isinstance(agency, CriminalAgency | ImmigrationAgency):
            for holder in back:
                agency.masterfile.remove(connection, holder)


def close_agency(agency: Agency) -> None:
    """Close an agency's files and connections."""
    if isinstance(agency, CriminalAgency | ImmigrationAgency):
        agency.masterfile.close()
    agency.database.close()


class Workers:
    """Threads that work off the inboxes and outboxes of agencies of this process, until they are stopped."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._bells: list[threading.Event] = []

    def start(self, agency: Agency, *, alone: bool = True) -> None:
        """Start the workers of one agency.

        Args:
            agency: whose.
            alone: no other process works for this agency, so leases found now are those of a process that died.
        """
        if alone:
            agency.release_leases()
        bells = agency.bells
        tasks: list[tuple[str, Callable[[], Any], float, threading.Event]] = [
            ("step", agency.step, LOOK_SECONDS, bells[INBOX]),
            ("watch", agency.watch, WATCH_SECONDS, threading.Event()),
            ("chores", lambda: do_chores(agency), CHORES_SECONDS, threading.Event()),
            ("retention", lambda: retain(agency), RETENTION_SECONDS, threading.Event()),
        ]
        if isinstance(agency, CriminalAgency | ImmigrationAgency):
            tasks.append(("erase", agency.masterfile.erase_ended, ERASE_SECONDS, threading.Event()))
        for partner in agency.partners:  # a thread each: one that does not answer keeps no other waiting
            deliver = functools.partial(agency.deliver, partner.name)
            tasks.append((f"deliver-{partner.name}", deliver, LOOK_SECONDS, bells[partner.name]))
        for name, work, pause, bell in tasks:
            self.add(f"{agency.role}-{name}", work, pause, bell)

    def add(self, name: str, work: Callable[[], Any], pause: float, bell: threading.Event | None = None) -> None:
        """Start one more worker: `work` is called again and again, with a pause (s) where it found nothing to do."""
        bell = bell or threading.Event()
        thread = threading.Thread(target=self._run, args=(work, pause, bell), name=name, daemon=True)
        self._bells.append(bell)
        self._threads.append(thread)
        thread.start()

    def stop(self) -> None:
        """Let every worker end its present step, then stop."""
        self._stop.set()
        for bell in self._bells:
            bell.set()
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _run(self, work: Callable[[], Any], pause: float, bell: threading.Event) -> None:
        while not self._stop.is_set():
            bell.clear()
            try:
                busy = work()
            except Exception:  # the database is away, say: a worker goes on when it is back
                log.exception("worker failed", worker=threading.current_thread().name)
                self._stop.wait(FAILURE_SECONDS)
                continue
            if not busy and not self._stop.is_set():
                bell.wait(pause)
