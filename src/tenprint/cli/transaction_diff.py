"""`tenprint transaction diff`: what differs between two files, field by field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text


def diff(
    before: Annotated[Path, typer.Argument(help="The first file.")],
    after: Annotated[Path, typer.Argument(help="The second file.")],
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable result.")] = False,
    lengths: Annotated[bool, typer.Option(help="Also show lengths (field 001), which follow from the rest.")] = False,
) -> None:
    """Compare two files record by record and field by field; images by their bytes.

    Exits 0 where they are equal byte for byte, 1 where they differ.
    """
    from tenprint.transaction import read
    from tenprint.transaction.compare import compare

    first, second = read(before), read(after)
    equal = first.to_bytes() == second.to_bytes()
    changes = [c for c in compare(first, second) if lengths or c.number != 1]
    if as_json:
        rows = [
            {"record": c.record, "field": c.field, "name": c.name, "before": c.before, "after": c.after}
            for c in changes
        ]
        print(json.dumps({"equal": equal, "changes": rows}, indent=1))
    elif equal:
        Console().print("[green]equal byte for byte[/]")
    elif not changes:
        Console().print("[yellow]the same fields, written in other bytes[/]")
    else:
        table = Table(box=None, header_style="dim", pad_edge=False)
        for column in ("record", "field", "name", str(before.name), str(after.name)):
            table.add_column(column, overflow="fold")
        for c in changes:
            table.add_row(c.record, c.field, c.name, Text(c.before or "", "red"), Text(c.after or "", "green"))
        Console().print(table)
    if not equal:
        raise typer.Exit(1)
