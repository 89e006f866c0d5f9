"""Runs the agencies of a deployment as child processes on this machine."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import httpx

from tenprint.errors import UnavailableError, UsageError
from tenprint.exchange.transports.tls import client_context
from tenprint.runtime.config import load

READY_SECONDS = 60.0
STOP_SECONDS = 15.0


class Supervisor:
    """One child process for each configuration file of a folder."""

    def __init__(self, folder: Path) -> None:
        self.files: dict[str, Path] = {load(file).agency.role: file for file in sorted(folder.glob("*.toml"))}
        if not self.files:
            raise UsageError("there is no configuration", where=str(folder), remedy="Make one with `tenprint init`.")
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def roles(self) -> list[str]:
        """The roles that are run."""
        return list(self.files)

    def start(self, role: str | None = None) -> None:
        """Start one role, or all."""
        for name in [role] if role else self.roles:
            command = [sys.executable, "-m", "tenprint.cli.main", "serve", name, "--config", str(self.files[name])]
            self.processes[name] = subprocess.Popen(command)  # noqa: S603 # our own program, no shell

    def revive(self) -> list[str]:
        """Start again what has stopped; return which."""
        stopped = [role for role, process in self.processes.items() if process.poll() is not None]
        for role in stopped:
            self.start(role)
        return stopped

    def wait_ready(self, seconds: float = READY_SECONDS) -> None:
        """Wait until every gateway says that it is ready.

        Raises:
            UnavailableError: one was not ready in time.
        """
        end = time.monotonic() + seconds
        for role, file in self.files.items():
            section = load(file).transport
            context = client_context(
                file.parent / section.certificate, file.parent / section.key, file.parent / section.authority
            )
            with httpx.Client(verify=context, trust_env=False) as client:
                while not _is_ready(client, f"https://{section.listen}/health/ready"):
                    if time.monotonic() > end:
                        raise UnavailableError(f"{role} was not ready within {seconds:g} s", where=section.listen)
                    time.sleep(0.1)

    def stop(self) -> None:
        """Stop all, gently first."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def __enter__(self) -> Supervisor:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()


def _is_ready(client: httpx.Client, url: str) -> bool:
    try:
        return client.get(url).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
