"""Anonymise a transaction: the same form, nothing of the person.

Every field of the description is either kept because it says nothing about the person, replaced by a made-up value of
the same form, or removed; what the tables do not name is removed. Every image is replaced by a drawn pattern of the
same size and compression. Records of other biometric data are removed. Agencies stay as they are.
"""

from __future__ import annotations

import random
import secrets

from tenprint.transaction.anonymise.records import anonymise_image_record, anonymise_signature
from tenprint.transaction.anonymise.rules import IMAGE_TYPES, REMOVED_TYPES
from tenprint.transaction.anonymise.texts import Invention, anonymise_description, anonymise_header
from tenprint.transaction.binary import BinaryRecord
from tenprint.transaction.tagged import TaggedRecord
from tenprint.transaction.transaction import Transaction


def anonymise(transaction: Transaction, *, seed: int | None = None) -> tuple[Transaction, list[str]]:
    """Return an anonymous copy, and notes on what was removed. The original is not changed.

    Args:
        transaction: the file.
        seed: the same seed gives the same copy, and the same control number its same substitute, so that requests
            and answers still match. Who knows the seed can undo the shift of dates: use a fresh one (None) and
            forget it, unless files must match.
    """
    copy = transaction.copy()
    copy.source = None
    copy.trailer = b""
    seed = secrets.randbits(128) if seed is None else seed
    invention = Invention.of(seed, random.Random(f"{seed}/{transaction.tcn}"))
    notes = []
    for record in copy.records[1:]:
        if record.type in REMOVED_TYPES:
            copy.remove(record)
            notes.append(f"removed a Type-{record.type} record, which cannot be made anonymous")
        elif record.type == 2 and isinstance(record, TaggedRecord):
            removed = anonymise_description(record, invention)
            if removed:
                notes.append(f"removed {', '.join(removed)}")
        elif record.type in IMAGE_TYPES:
            anonymise_image_record(record, invention)
        elif record.type == 8 and isinstance(record, BinaryRecord):
            anonymise_signature(record)
        else:
            copy.remove(record)
            notes.append(f"removed a Type-{record.type} record, whose type is not known")
    anonymise_header(copy.type1, invention)
    return copy.copy(), notes


__all__ = ["anonymise"]
