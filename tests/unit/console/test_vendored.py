from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import tenprint.console

VENDOR = Path(tenprint.console.__file__).parent / "static" / "vendor"


def test_vendored_files_are_the_ones_of_the_table():
    table = tomllib.loads((VENDOR / "VENDORED.toml").read_text())
    stated = {f"{name}/{file}": digest for name, entry in table.items() for file, digest in entry["files"].items()}
    found = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "VENDORED.toml"
    }
    assert found == stated
    assert all(entry["version"] and entry["licence"] for entry in table.values())
