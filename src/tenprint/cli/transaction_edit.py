"""`tenprint transaction edit`: change fields; lengths and counts follow, nothing else moves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from tenprint.errors import UsageError

if TYPE_CHECKING:
    from tenprint.transaction import Record, Transaction


def edit(
    file: Annotated[Path, typer.Argument(help="The file to change.")],
    assignments: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="FIELD=TEXT, as 2.018=DOE,JOHN. Items of one subfield are divided by |, subfields by repeating the "
            "option. 3:14.020=TEXT changes the third record.",
        ),
    ] = None,
    deletions: Annotated[list[str] | None, typer.Option("--delete", help="Field to remove, as 2.019.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to write.")] = None,
    in_place: Annotated[bool, typer.Option("--in-place", help="Replace the file itself.")] = False,
) -> None:
    """Change, add or remove fields of a file."""
    from tenprint.transaction import read
    from tenprint.transaction.compare import compare

    if (output is None) == (not in_place):
        raise UsageError("say where to write", remedy="Give either --output FILE or --in-place.")
    if not assignments and not deletions:
        raise UsageError("nothing to change", remedy="Give --set FIELD=TEXT or --delete FIELD.")
    transaction = read(file)
    original = read(transaction.to_bytes())
    for (record, key), values in _grouped(transaction, assignments or []).items():
        record.set(key, values[0] if len(values) == 1 else values)
    for text in deletions or []:
        record, key = _place(transaction, text)
        record.delete(key)
    target = file if output is None else output
    transaction.write(target)
    console = Console(highlight=False, soft_wrap=True)
    for change in compare(original, transaction):
        console.print(str(change), markup=False)
    console.print(f"wrote {target}", markup=False)


def _grouped(transaction: Transaction, assignments: list[str]) -> dict[tuple[Record, int], list[Any]]:
    grouped: dict[tuple[Record, int], list[Any]] = {}
    for assignment in assignments:
        left, equals, text = assignment.partition("=")
        if not equals:
            raise UsageError(f"{assignment!r} has no =", remedy="Expected FIELD=TEXT, as 2.018=DOE,JOHN.")
        record, key = _place(transaction, left)
        grouped.setdefault((record, key), []).append(parse_value(record, key, text))
    return grouped


def _place(transaction: Transaction, text: str) -> tuple[Record, int]:
    """Find the record and the field number that `2.018`, `NAM` (of Type-2) or `3:14.020` means."""
    ordinal, colon, key = text.rpartition(":")
    kind = key.partition(".")[0]
    if colon and not (ordinal.isdigit() and 1 <= int(ordinal) <= len(transaction)):
        raise UsageError(f"there is no record {ordinal!r}", remedy=f"The file has {len(transaction)} records.")
    if colon:
        record = transaction.records[int(ordinal) - 1]
    elif kind.isdigit() and len(kind) < 3:
        record = transaction.first(int(kind))
    else:
        record = transaction.type2
    return record, record.number_of(key)


def parse_value(record: Record, number: int, text: str) -> Any:
    """Divide a value given on the command line into its items, where its field has any."""
    layout = record.layout.get(number)
    return tuple(text.split("|")) if "|" in text and (layout is None or layout.items) else text
