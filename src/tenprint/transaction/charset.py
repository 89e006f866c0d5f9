"""Character sets: which bytes stand for which text, by the directory in field 1.015 (DCS).

ANSI/NIST-ITL 1-2011 section 5.5 and table 4: index 000 is 7-bit ASCII and the default, 002 UTF-16, 003 UTF-8,
004 UTF-32. Type-1 is always 7-bit ASCII; so are tags, numbers and dates everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from tenprint.errors import ValueFormatError, Where

NAMES = {0: "ASCII", 2: "UTF-16", 3: "UTF-8", 4: "UTF-32"}


@dataclass(frozen=True, slots=True)
class CharacterSet:
    """One character set; decoding any bytes and encoding the text again gives the same bytes."""

    index: int

    @property
    def name(self) -> str:
        """Its name as field 1.015 writes it."""
        return NAMES[self.index]

    def decode(self, data: bytes) -> str:
        """Return the text of `data`. Bytes that stand for no character become lone surrogates, never an error."""
        if self.index in (2, 4) and _is_wide(data):
            codec = "utf-16-be" if self.index == 2 else "utf-32-be"
            try:
                text = data.decode(codec)
            except UnicodeDecodeError:
                return data.decode("ascii", "surrogateescape")
            return text if text.encode(codec) == data else data.decode("ascii", "surrogateescape")
        return data.decode("utf-8" if self.index == 3 else "ascii", "surrogateescape")

    def encode(self, text: str, where: Where) -> bytes:
        """Return the bytes of `text`.

        Raises:
            ValueFormatError: the character set has no such character.
        """
        try:
            if self.index in (2, 4) and not text.isascii() and not _has_escapes(text):
                return text.encode("utf-16-be" if self.index == 2 else "utf-32-be")
            return text.encode("utf-8" if self.index == 3 else "ascii", "surrogateescape")
        except UnicodeEncodeError as error:
            raise ValueFormatError(
                f"the character {text[error.start]!r} cannot be written in {self.name}",
                where=where,
                remedy="Declare UTF-8 first: transaction.declare_character_set('UTF-8').",
            ) from error


ASCII = CharacterSet(0)
UTF8 = CharacterSet(3)


def from_directory(value: bytes) -> CharacterSet:
    """Return the character set that the value of field 1.015 names; ASCII where it names none that we know."""
    first = value.partition(b"\x1e")[0].partition(b"\x1f")[0]
    index = int(first) if first.isdigit() and len(first) <= 3 else 0
    return CharacterSet(index) if index in NAMES else ASCII


def _is_wide(data: bytes) -> bool:
    """Tell whether an item is in two- or four-byte characters: the digits beside it stay in ASCII."""
    return any(byte == 0 or byte >= 0x80 for byte in data)


def _has_escapes(text: str) -> bool:
    return any("\udc80" <= character <= "\udcff" for character in text)
