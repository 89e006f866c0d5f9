"""One command brings five processes up on PostgreSQL and NATS, and takes everything down again."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from tests.support import servers

from tenprint.runtime.config import load


@pytest.fixture
def folder():
    """A folder that the user postgres can enter, as whom PostgreSQL runs where tests run as root."""
    with tempfile.TemporaryDirectory(prefix="tenprint-up-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.mark.timeout(200)
def test_one_command_on_postgres_and_nats(folder):
    servers.postgres_binaries()
    first = servers.free_range(7) + 2
    command = [sys.executable, "-m", "tenprint.cli.main", "up", str(folder / "five"), "--on", "postgres-nats"]
    command += ["--first-port", str(first), "--seconds", "1"]
    for _ in range(2):  # the second time it finds everything there
        result = subprocess.run(command, capture_output=True, text=True, timeout=150)
        assert result.returncode == 0, result.stderr[-2000:]
        assert "ready: booking, criminal, enforcement, immigration, state" in result.stderr
    config = load(folder / "five" / "booking.toml")
    assert config.transport.kind == "nats"
    assert config.storage.url.startswith("postgresql")
