"""`tenprint transaction roundtrip`: is every file written again byte for byte?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from tenprint.cli.main import EXIT_INPUT
from tenprint.errors import InputError, UsageError

# How files of this format are named; in a folder, others are passed over.
SUFFIXES = (".an2", ".an2k", ".ebts", ".eft", ".efts", ".nist", ".nst")


def roundtrip(
    files: Annotated[
        list[Path],
        typer.Argument(help=f"Files to read and write again, in memory. Of a folder: all {', '.join(SUFFIXES)}."),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable result.")] = False,
) -> None:
    """Read each file, cut every record into fields, write it again, compare.

    Exits 0 where all are byte-exact, 1 where one is not, 2 where one cannot be read.
    """
    console = Console(soft_wrap=True, highlight=False)
    results = [(str(path), _check(path)) for path in _all_files(files)]
    if not results:
        raise UsageError("the folder holds no transaction", remedy=f"Looked for names in {', '.join(SUFFIXES)}.")
    exact = sum(verdict == "exact" for _, verdict in results)
    if as_json:
        rows = [{"file": name, "verdict": verdict} for name, verdict in results]
        print(json.dumps({"files": len(results), "exact": exact, "results": rows}, indent=1))
    else:
        for name, verdict in results:
            if verdict != "exact":
                console.print(f"[red]✗[/] {escape(verdict if name in verdict else f'{name}: {verdict}')}")
        console.print(f"[{'green' if exact == len(results) else 'red'}]{exact} of {len(results)} byte-exact[/]")
    if exact < len(results):
        raise typer.Exit(1 if all(v in ("exact", "differs") for _, v in results) else EXIT_INPUT)


def _all_files(given: list[Path]) -> list[Path]:
    """Return the files given and those below the folders given."""
    found: list[Path] = []
    for path in given:
        inside = sorted(path.rglob("*")) if path.is_dir() else []
        found += [file for file in inside if file.suffix.lower() in SUFFIXES] if path.is_dir() else [path]
    return found


def _check(path: Path) -> str:
    """Return `exact`, `differs`, or what keeps the file from being read."""
    from tenprint.transaction import read

    try:
        transaction = read(path)
        untouched = transaction.to_bytes()
        for record in transaction:
            record.rejoin()
        return "exact" if untouched == transaction.to_bytes() == path.read_bytes() else "differs"
    except InputError as error:
        return str(error)
