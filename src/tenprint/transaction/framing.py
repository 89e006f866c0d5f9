"""The separators and tags of the traditional encoding (ANSI/NIST-ITL 1-2011, annex B)."""

from __future__ import annotations

import re

FS = 0x1C  # ends a record
GS = 0x1D  # between fields
RS = 0x1E  # between subfields
US = 0x1F  # between items
SEPARATORS = bytes((FS, GS, RS, US))

# A tag is "type.number:". Files in use write two or three digits after the point (1.01, 1.001).
TAG = re.compile(rb"(\d{1,2})\.(\d{1,9}):")
# The first field of a tagged record: tag and length. Nothing else can begin so, not even a binary record, whose
# first byte would stand for a length of more than 800 MB.
LENGTH = re.compile(rb"(\d{1,2})\.(\d{1,9}):(\d{1,10})[\x1c\x1d]")

BINARY_TYPES = frozenset({3, 4, 5, 6, 7, 8})
TAGGED_TYPES = frozenset({1, 2, *range(9, 100)})
# The field that holds any byte. It is cut by the record's length, never by looking for a separator.
DATA_FIELD = 999
DATA_TYPES = frozenset(range(10, 100))

# The first bytes of what is handed in by mistake, for a message that helps.
FOREIGN = (
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xa0\xff", "a WSQ image"),
    (b"\x00\x00\x00\x0cjP", "a JPEG 2000 image"),
    (b"FMR\x00", "a minutiae template (FMR)"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"<", "an XML document"),
    (b"\xef\xbb\xbf<", "an XML document"),
)


def foreign_kind(head: bytes) -> str | None:
    """Name what `head` (the first bytes of a file) begins, where that is something else than a transaction."""
    return next((name for magic, name in FOREIGN if head.startswith(magic)), None)
