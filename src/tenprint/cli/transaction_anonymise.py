"""`tenprint transaction anonymise`: a file that shows the same form and nothing of the person."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console


def anonymise(
    file: Annotated[Path, typer.Argument(help="The file to read.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write.")],
    seed: Annotated[
        int | None,
        typer.Option("--seed", help="Same seed, same file; random by default. A seed can be undone: keep it."),
    ] = None,
) -> None:
    """Replace every personal field and every image; records that cannot be made harmless are removed."""
    from tenprint.transaction import read
    from tenprint.transaction.anonymise import anonymise as make_anonymous

    transaction = read(file)
    result, notes = make_anonymous(transaction, seed=seed)
    result.write(output)
    console = Console(highlight=False, soft_wrap=True)
    for note in notes:
        console.print(note, markup=False)
    console.print(f"wrote {output}: {len(result)} records", markup=False)
