"""Which version of the program made something: a digest of the sources and data that it depends on.

What an evaluation keeps is named by these digests, so that nothing is taken for current that an older program made.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from tenprint.errors import UsageError

RENDERING = ("tenprint.simulate.prints",)
EXTRACTION = ("tenprint.fingerprint.extraction", "tenprint.fingerprint.template", "tenprint.imaging")
MODELLING = ("tenprint.simulate.gallery", "tenprint.search.packing")
SEARCHING = ("tenprint.search", "tenprint.fingerprint.matching", "tenprint.evaluate.identification")
"""Packages and modules that each step depends on."""

IGNORED = (".pyc", ".nbi", ".nbc")


@cache
def version_of(*names: str) -> str:
    """Return a digest of all files of these packages and modules: sources, weights, tables.

    Raises:
        UsageError: there is no such package.
    """
    digest = hashlib.blake2b(digest_size=6)
    for name in names:
        for path in _files(name):
            digest.update(f"{name} {path.name} {path.stat().st_size}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def version_of_files(paths: list[Path]) -> str:
    """Return a digest of the bytes of these files and of their names."""
    digest = hashlib.blake2b(digest_size=6)
    for path in paths:
        data = path.read_bytes()
        digest.update(f"{path.name} {len(data)}\n".encode())
        digest.update(data)
    return digest.hexdigest()


def _files(name: str) -> list[Path]:
    spec = find_spec(name)
    if spec is None:
        raise UsageError(f"there is no package {name}")
    if not spec.submodule_search_locations:
        return [Path(str(import_module(name).__file__))]
    folders = [Path(folder) for folder in spec.submodule_search_locations]
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return sorted(path for path in found if path.suffix not in IGNORED)
