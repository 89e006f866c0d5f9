"""How large and how numerous a file's parts may be before the reader refuses it.

The files come from outside. Each limit bounds memory or time: what is held is the file itself plus, for the records
that were asked for, one small object a field.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for hostile input.

    Attributes:
        file_bytes: largest file (B). A ten-print card of 14 images at 1000 ppi is below 20 MB; latent files with
            uncompressed palms stay below 100 MB.
        records: most records in a file. The standard's two-digit image designation characters end at 99; the
            limit leaves room for files that use one of them more than once.
        fields: most fields in the file, counted as records are cut into them. The largest defined record has some
            150, a file of real use some thousands; a field costs some 200 bytes of memory however short it is.
        items: most items in one field. An EFS minutiae field of a palm holds some ten thousand.
        text_bytes: longest field that is decoded as text (B). EBTS's longest, 2.075, has 200,000 characters.
    """

    file_bytes: int = 256 * 1024 * 1024
    records: int = 2_000
    fields: int = 100_000
    items: int = 65_536
    text_bytes: int = 16 * 1024 * 1024


DEFAULT_LIMITS = Limits()
