"""The files under deploy/ are sound and agree with the program."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from tests.conftest import REPOSITORY

from tenprint.runtime.station import ROLES

DEPLOY = REPOSITORY / "deploy"


def test_the_compose_file_runs_every_role_with_its_configuration():
    yaml = pytest.importorskip("yaml")
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    services = compose["services"]
    assert set(services) == {*ROLES, "postgres", "nats", "init"}
    for role in ROLES:
        service = services[role]
        assert service["command"] == [
            "serve", role, "--config", f"/var/lib/tenprint/deployment/{role}.toml",
        ]  # fmt: skip
        assert service["build"] == {"context": "..", "dockerfile": "deploy/Containerfile"}
        assert service["depends_on"]["init"]["condition"] == "service_completed_successfully"
    assert (DEPLOY / "compose.yaml").parent.joinpath(services["init"]["build"]["dockerfile"].split("/")[-1]).exists()
    mounted = {entry.split(":")[0] for service in services.values() for entry in service.get("volumes", ())}
    named = {name for name in mounted if not name.startswith(".")}
    assert named == set(compose["volumes"])


def test_each_role_has_a_database_of_its_own():
    made = re.findall(r"CREATE DATABASE (\w+);", (DEPLOY / "databases.sql").read_text(encoding="utf-8"))
    assert made == list(ROLES)


def test_the_target_wants_every_role():
    text = (DEPLOY / "systemd" / "tenprint.target").read_text(encoding="utf-8")
    assert set(re.findall(r"tenprint@(\w+)\.service", text)) == set(ROLES)


def test_systemd_takes_the_units(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    for name in ("tenprint@.service", "tenprint.target"):
        text = (DEPLOY / "systemd" / name).read_text(encoding="utf-8")
        # The program and its user are not on this machine; all else is checked as it is.
        text = text.replace("/opt/tenprint/.venv/bin/tenprint", "/bin/true").replace("=tenprint\n", "=root\n")
        (tmp_path / name).write_text(text, encoding="utf-8")
    for unit in [f"tenprint@{role}.service" for role in ROLES]:
        (tmp_path / unit).symlink_to(tmp_path / "tenprint@.service")
    result = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / "tenprint@criminal.service", tmp_path / "tenprint.target"],
        capture_output=True,
        text=True,
        env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"},
    )
    complaints = [line for line in result.stderr.splitlines() if "tenprint" in line]
    assert complaints == []
    assert result.returncode == 0, result.stderr


def test_the_container_installs_what_is_locked():
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    for name in re.findall(r"-r (\S+)", text):
        assert (REPOSITORY / name).exists()
    assert "--require-hashes" in text
    assert "USER tenprint" in text
