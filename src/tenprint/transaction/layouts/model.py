"""What the field tables say about one field, and about one type of transaction."""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal["text", "number", "decimal", "date", "time", "height", "weight", "flag", "items", "data"]
# Fewest and most; None for no upper bound.
Range = tuple[int, int | None]


class ItemLayout(msgspec.Struct, frozen=True):
    """One item of a subfield.

    Attributes:
        mnemonic: its mnemonic in the standard.
        title: its name in words.
        name: its name as a Python attribute.
        characters: character class: A letters, N digits, S specials, U any, B binary, and combinations.
        size: fewest and most characters.
        codes: name of its code table, empty where any value is allowed.
        kind: how it reads in Python.
    """

    mnemonic: str
    title: str
    name: str
    characters: str = ""
    size: Range = (0, None)
    codes: str = ""
    kind: Kind = "text"


class FieldLayout(msgspec.Struct, frozen=True):
    """One field of a record type.

    Attributes:
        number: field number in its record.
        mnemonic: its mnemonic, `NAM`.
        name: its name as a Python attribute, `name`.
        title: its name in words.
        characters: character class of its text: A letters, N digits, S specials, U any, B binary, and combinations.
        size: fewest and most characters of one subfield.
        occurs: fewest and most subfields.
        condition: M mandatory or O optional in its record type; in Type-2 see the transaction's profile.
        kind: how the value reads in Python.
        unit: unit of a number, empty where it has none.
        codes: name of its code table, empty where any value is allowed.
        items: its items, where a subfield has several.
    """

    number: int
    mnemonic: str
    name: str
    title: str
    characters: str = ""
    size: Range = (0, None)
    occurs: Range = (1, 1)
    condition: str = "O"
    kind: Kind = "text"
    unit: str = ""
    codes: str = ""
    items: tuple[ItemLayout, ...] = ()

    @property
    def repeats(self) -> bool:
        """True where more than one subfield is allowed."""
        return self.occurs[1] is None or self.occurs[1] > 1


class Profile(msgspec.Struct, frozen=True):
    """What a type of transaction carries in its Type-2 record.

    Attributes:
        title: the transaction in words.
        mandatory: fields it must have, `2.018` -> fewest and most subfields.
        optional: fields it may have, the same way.
        codes: code tables that hold in this transaction only, field -> table.
    """

    title: str
    mandatory: dict[str, Range]
    optional: dict[str, Range]
    codes: dict[str, str] = {}

    def occurs(self, key: str) -> Range | None:
        """Return how often a field may occur, None where the transaction does not have it."""
        return self.mandatory.get(key) or self.optional.get(key)
