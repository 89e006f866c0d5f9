"""Transactions and records as tables, for people (rich) and as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from tenprint.errors import TransactionError
from tenprint.transaction.images import finger_images
from tenprint.transaction.printable import printable

if TYPE_CHECKING:
    from tenprint.transaction.field import Field
    from tenprint.transaction.record import Record
    from tenprint.transaction.transaction import Transaction

# Longest value shown of one field; the whole stands in `field.text`.
SHOWN = 200


def record_table(record: Record) -> Table:
    """Return a record as a table: number, mnemonic, name, value, meaning."""
    idc = f", IDC {record.idc}" if record.type != 1 and record.idc is not None else ""
    title = f"Type-{record.type}{idc}, {record.length:,} bytes"
    table = Table(title=title, title_justify="left", title_style="bold", header_style="dim", box=None, pad_edge=False)
    table.add_column("field", style="cyan", no_wrap=True)
    table.add_column("", style="magenta", no_wrap=True)
    table.add_column("name", style="dim")
    table.add_column("value", overflow="fold")
    for field in record.fields:
        table.add_row(field.key, field.mnemonic, field.name if field.layout else "", _value(field))
    return table


def image_table(transaction: Transaction) -> Table:
    """Return the friction ridge images as a table."""
    table = Table(
        title="Images", title_justify="left", title_style="bold", header_style="dim", box=None, pad_edge=False
    )
    for column in ("record", "IDC", "position", "impression", "pixels", "ppi", "compression", "bytes"):
        table.add_column(column, justify="right" if column in ("IDC", "ppi", "bytes") else "left")
    for image in finger_images(transaction):
        table.add_row(
            f"Type-{image.record.type}",
            "" if image.idc is None else str(image.idc),
            f"{image.position:>2} {image.position_name}",
            image.impression_name,
            f"{image.width}x{image.height}",
            f"{image.ppi:.0f}" if image.ppi else "?",
            printable(image.compression),
            f"{image.view.nbytes:,}",
        )
    return table


def transaction_group(transaction: Transaction) -> Group:
    """Return the transaction as rich shows it: heading, text records, images."""
    name = f"{transaction.source}: " if transaction.source else ""
    heading = Text(f"{name}{transaction.title}, {len(transaction)} records", style="bold")
    parts: list[Text | Table] = [heading]
    images = {id(image.record) for image in finger_images(transaction)}
    parts += [record_table(record) for record in transaction if id(record) not in images]
    if images:
        parts.append(image_table(transaction))
    if transaction.trailer:
        parts.append(Text(f"{len(transaction.trailer):,} bytes after the last record", style="yellow"))
    return Group(*parts)


def record_text(record: Record) -> str:
    """Return a record as plain text."""
    return _plain(record_table(record))


def transaction_text(transaction: Transaction) -> str:
    """Return the transaction as plain text."""
    return _plain(transaction_group(transaction))


def _value(field: Field) -> Text:
    try:
        words = str(field)
    except TransactionError as error:  # a table of a broken file shows what is broken and goes on
        return Text(str(error), style="red")
    shown = Text(words if len(words) <= SHOWN else words[: SHOWN - 3] + "...")
    meaning = printable(field.meaning)
    if meaning and meaning != words:
        shown.append(f"  {meaning}", style="green")
    return shown


def _plain(renderable: Group | Table) -> str:
    console = Console(width=160, no_color=True, highlight=False, force_terminal=False)
    with console.capture() as capture:
        console.print(renderable)
    return "\n".join(line.rstrip() for line in capture.get().rstrip().splitlines())
