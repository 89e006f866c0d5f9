"""`tenprint transaction convert`: traditional, XML and minutiae formats into each other, saying what is lost."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from tenprint.errors import InputError


class To(StrEnum):
    """What a file can be converted to."""

    traditional = "traditional"
    xml = "xml"
    legacy = "legacy"
    m1 = "m1"
    efs = "efs"
    iso2005 = "iso2005"
    ansi2004 = "ansi2004"


_TO_HELP = (
    "traditional or xml: the whole transaction; legacy, m1, efs: its Type-9 records in that block; iso2005 (ISO/IEC "
    "19794-2:2005), ansi2004 (INCITS 378-2004): its minutiae as a template."
)


def convert(
    source: Annotated[Path, typer.Argument(help="A transaction, traditional or XML, or a minutiae template.")],
    to: Annotated[To, typer.Option("--to", help=_TO_HELP)],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write the result.")],
    into: Annotated[
        Path | None, typer.Option(help="For a template and a Type-9 block: the transaction that takes the record.")
    ] = None,
    idc: Annotated[int | None, typer.Option(help="Only Type-9 records of this IDC.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable result.")] = False,
) -> None:
    """Convert a file, and say what the new format does not carry.

    Losses are printed, and do not change the exit code: 0 converted, 2 the input cannot be accepted.
    """
    from tenprint.transaction import read
    from tenprint.transaction.convert import convert_file

    try:
        data = source.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", where=str(source)) from error
    target = read(into) if into is not None else None
    result = convert_file(data, to.value, name=str(source), into=target, idc=idc)
    try:
        output.write_bytes(result.data)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}", where=str(output)) from error
    if as_json:
        print(json.dumps({"output": str(output), "bytes": len(result.data), "losses": list(result.losses)}, indent=1))
        return
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    for words in result.losses:
        console.print(f"[yellow]lost[/] {escape(words)}")
    console.print(f"[green]{escape(str(output))}[/], {len(result.data):,} bytes, {len(result.losses)} losses")
