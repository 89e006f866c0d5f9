"""The five roles as processes of their own, forked from one that has everything loaded, so that a kill costs nothing
but what it interrupts. What a child runs is `tenprint serve`."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy

from tenprint import imaging
from tenprint.cli.serve import serve
from tenprint.exchange.tables import inbox, outbox
from tenprint.fingerprint.extraction import extract
from tenprint.runtime.config import load
from tenprint.search import Gallery, identify
from tenprint.simulate.prints import impression, master

ROLES = ("booking", "state", "criminal", "immigration", "enforcement")


def warm(folder: Path) -> None:
    """Load what a role needs to work (compiled kernels, network), in this process, without leaving a thread behind."""
    pixels = impression(master(1, finger=2), 1, kind="plain").pixels
    imaging.encode_wsq(pixels, 500, 0.75)
    template = extract(pixels, 500, position=2)
    gallery = Gallery.create(folder)
    gallery.insert("warm", {2: template})
    identify(gallery, {2: template})
    gallery.close()


class RoleProcesses:
    """Children of this process, by name: the roles, and whatever else `run` names."""

    def __init__(self, deployment: Path) -> None:
        self.deployment = deployment
        self.children: dict[str, int] = {}
        self._work: dict[str, Callable[[], None]] = {
            role: lambda role=role: serve(role, deployment / f"{role}.toml") for role in ROLES
        }

    def run(self, name: str, work: Callable[[], None]) -> None:
        """Have another process beside the roles."""
        self._work[name] = work
        self.start(name)

    def start(self, name: str) -> None:
        child = os.fork()
        if child == 0:
            try:
                silence = os.open(self.deployment / f"{name}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
                os.dup2(silence, 1)
                os.dup2(silence, 2)
                self._work[name]()
            finally:
                os._exit(0)
        self.children[name] = child

    def kill(self, name: str) -> bool:
        """SIGKILL; False where it had ended by itself before."""
        os.kill(self.children[name], signal.SIGKILL)
        _, status = os.waitpid(self.children.pop(name), 0)
        return os.WIFSIGNALED(status)

    def __enter__(self) -> RoleProcesses:
        for role in ROLES:
            self.start(role)
        return self

    def __exit__(self, *_exception: object) -> None:
        for name in list(self.children):
            self.kill(name)


class Books:
    """Looks into the agencies' databases from outside."""

    def __init__(self, deployment: Path) -> None:
        self._engines = {}
        for role in ROLES:
            storage = load(deployment / f"{role}.toml").storage
            url = storage.url or f"sqlite:///{deployment / storage.folder / 'agency.sqlite'}"
            self._engines[role] = sqlalchemy.create_engine(url)

    def close(self) -> None:
        for engine in self._engines.values():
            engine.dispose()

    def column(self, role: str, query: sqlalchemy.Select) -> list:
        with self._engines[role].connect() as connection:
            return list(connection.scalars(query))

    def undelivered(self) -> dict[str, int]:
        """What was sent and has not arrived, and what arrived and is not worked off, by agency."""
        found = {}
        arrived = {
            role: {
                (row.sender, row.message_id): row.state
                for row in self._rows(role, sqlalchemy.select(inbox.c.sender, inbox.c.message_id, inbox.c.state))
            }
            for role in ROLES
        }
        for role in ROLES:
            columns = sqlalchemy.select(outbox.c.receiver, outbox.c.message_id, outbox.c.state)
            missing = [
                row.message_id
                for row in self._rows(role, columns)
                if row.state != "sent" or (role, row.message_id) not in arrived[row.receiver]
            ]
            waiting = [key for key, state in arrived[role].items() if state != "done"]
            if missing or waiting:
                found[role] = len(missing) + len(waiting)
        return found

    def wait_quiet(self, seconds: float) -> dict[str, int]:
        """Wait until everything sent has arrived and is worked off; return what is not."""
        end = time.monotonic() + seconds
        while left := self.undelivered():
            if time.monotonic() > end:
                break
            time.sleep(0.5)
        return left

    def _rows(self, role: str, query: sqlalchemy.Select) -> list:
        with self._engines[role].connect() as connection:
            return list(connection.execute(query))
