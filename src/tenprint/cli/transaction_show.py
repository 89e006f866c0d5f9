"""`tenprint transaction show`: what is in a file, in the terminal or as a ten-print card."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from tenprint.errors import InputError, UsageError

if TYPE_CHECKING:
    from tenprint.transaction import Record, Transaction


def show(
    files: Annotated[list[Path], typer.Argument(help="Files to show.")],
    html: Annotated[
        Path | None, typer.Option("--html", help="Write a report with the ten-print card to this file.")
    ] = None,
    thumbnails: Annotated[bool, typer.Option("--thumbnails/--no-thumbnails", help="Draw the prints.")] = False,
    every_record: Annotated[bool, typer.Option("--all", help="Show the fields of image records too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """Show a file: its records, fields with their meaning, and images."""
    from tenprint.transaction import read

    if html is not None and len(files) > 1:
        raise UsageError("one report shows one file", remedy="Give one file with --html.")
    transactions = [read(path) for path in files]
    if as_json:
        print(json.dumps([_as_json(t) for t in transactions], indent=1))
        return
    console = Console(highlight=False)
    for transaction in transactions:
        console.print(transaction)
        if every_record:
            for image in transaction.images:
                console.print(image.record)
        if thumbnails:
            from tenprint.cli.transaction_thumbnails import card

            console.print(card(transaction, console))
    if html is not None:
        from tenprint.cli.transaction_report import report

        try:
            html.write_text(report(transactions[0]), encoding="utf-8")
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}", where=str(html)) from error
        console.print(f"wrote {html}", markup=False)


def _as_json(transaction: Transaction) -> dict[str, Any]:
    return {
        "source": transaction.source,
        "tot": transaction.tot,
        "tcn": transaction.tcn,
        "tcr": transaction.tcr,
        "ori": transaction.ori,
        "dai": transaction.dai,
        "records": [_record(record) for record in transaction],
        "trailer": len(transaction.trailer),
    }


def _record(record: Record) -> dict[str, Any]:
    fields = []
    for field in record.fields:
        row: dict[str, Any] = {
            "field": field.key,
            "mnemonic": field.mnemonic,
            "name": field.name,
            "offset": field.offset,
        }
        if field.is_binary:
            row["bytes"] = field.size
        else:
            row["value"] = field.subfields
            row["meaning"] = field.meaning
        fields.append(row)
    return {"type": record.type, "offset": record.offset, "length": record.length, "fields": fields}
