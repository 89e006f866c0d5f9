"""Run Schemathesis against a running server with all checks on; returns its output, which a failing test shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

SUPPORT = Path(__file__).parent


def run(document, address, folder, *, token, settings="", hooks="", examples=5, phases="fuzzing", seed=1, more=()):
    """Return (exit code, output, number of test cases).

    Args:
        document: path of the OpenAPI document.
        address: of the server.
        folder: for the run's own files.
        token: bearer token.
        settings: lines of Schemathesis's configuration.
        hooks: module of further checks in this folder.
        examples, phases, seed: of Schemathesis.
        more: further options.
    """
    (folder / "schemathesis.toml").write_text(settings)
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", str(document), "--url", address, "--checks", "all"),
        *("-H", f"Authorization: Bearer {token}", "--max-examples", str(examples), "--phases", phases),
        *("--seed", str(seed), "--continue-on-failure", "--warnings", "off", "--no-color", *more),
    ]
    environment = os.environ | {"PYTHONPATH": str(SUPPORT), "SCHEMATHESIS_HOOKS": hooks}
    if not hooks:
        environment.pop("SCHEMATHESIS_HOOKS")
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    output = done.stdout + done.stderr
    cases = re.search(r"(\d+) generated", output)
    return done.returncode, output, int(cases.group(1)) if cases else 0
