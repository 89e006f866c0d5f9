"""Real servers for tests: PostgreSQL and NATS, each in a folder of its own, on a free port, stopped at the end."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def free_range(count: int) -> int:
    """Return the first of so many consecutive ports on which nobody listens."""
    while True:
        first = free_port()
        with ExitStack() as stack:
            try:
                for port in range(first, first + count):
                    stack.enter_context(socket.create_server(("127.0.0.1", port)))
            except OSError:
                continue
        return first


def wait_for(port: int, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")


def postgres_binaries() -> Path:
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    pytest.skip("PostgreSQL is not installed: make servers")


@contextmanager
def postgres(*settings: str) -> Iterator[str]:
    """Run a PostgreSQL cluster, with settings; yield a URL with {role} in the place of the database's name."""
    binaries = postgres_binaries()
    folder = Path(tempfile.mkdtemp(prefix="tenprint-postgres-"))
    demoted = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
        demoted = {"user": "postgres", "group": "postgres", "extra_groups": []}
    port = free_port()
    data = folder / "data"
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "tenprint", "-A", "trust", "--no-sync", "-E", "UTF8"],
        check=True,
        capture_output=True,
        cwd=folder,
        **demoted,
    )
    server = subprocess.Popen(
        [binaries / "postgres", "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", folder, *settings],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **demoted,
    )
    try:
        wait_for(port)
        yield f"postgresql+psycopg://tenprint@127.0.0.1:{port}/{{role}}"
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def create_databases(url: str, *names: str, template: str = "template1") -> None:
    import psycopg

    address = url.replace("postgresql+psycopg", "postgresql").format(role="postgres")
    for _ in range(100):
        try:
            connection = psycopg.connect(address, autocommit=True)
            break
        except psycopg.OperationalError:
            time.sleep(0.1)
    with connection:
        for name in names:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def drop_databases(url: str, *names: str) -> None:
    import psycopg

    address = url.replace("postgresql+psycopg", "postgresql").format(role="postgres")
    with psycopg.connect(address, autocommit=True) as connection:
        for name in names:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def nats(configuration: Path | None = None, port: int | None = None) -> Iterator[str]:
    """Run a NATS server with JetStream, with a configuration where one is given; yield its URL without TLS."""
    binary = shutil.which("nats-server") or shutil.which("nats-server", path=str(Path(sys.executable).parent))
    if binary is None:
        pytest.skip("nats-server is not installed: make setup")
    folder = tempfile.mkdtemp(prefix="tenprint-nats-")
    port = port or free_port()
    options = ["-c", str(configuration)] if configuration else []
    server = subprocess.Popen(
        [binary, "-js", "-sd", folder, "-a", "127.0.0.1", "-p", str(port), *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield f"nats://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)
