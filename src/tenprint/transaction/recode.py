"""Change the character set of a transaction: the declaration, and the text that is already there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenprint.errors import UsageError, Where
from tenprint.transaction.charset import NAMES, CharacterSet
from tenprint.transaction.tagged import TaggedRecord

if TYPE_CHECKING:
    from tenprint.transaction.transaction import Transaction


def recode(transaction: Transaction, name: str) -> None:
    """Declare `name` in 1.015 and write every text anew that has other bytes in it.

    Raises:
        UsageError: there is no such character set.
        ValueFormatError: a text has characters that the set lacks; nothing was changed.
    """
    index = next((index for index, known in NAMES.items() if known == name.upper()), None)
    if index is None:
        raise UsageError(
            f"{name!r} is no character set",
            where=Where(transaction.source),
            remedy=f"Choose of {', '.join(NAMES.values())}.",
        )
    target = CharacterSet(index)
    changes = []
    for record in transaction.records[1:]:
        if not isinstance(record, TaggedRecord):
            continue
        for field in record.fields:
            if field.is_binary or (field.data.isascii() and 0 not in field.data):
                continue
            subfields = [b"\x1f".join(target.encode(i, field.where) for i in s) for s in field.subfields]
            changes.append((record, field.number, b"\x1e".join(subfields)))
    for record, number, raw in changes:
        record.set(number, raw)
    if index == 0:
        if 15 in transaction.type1:
            transaction.type1.delete(15)
    else:
        transaction.type1.set(15, (f"{index:03d}", target.name))
