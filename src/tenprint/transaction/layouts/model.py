"""What the field tables say about one field."""

from __future__ import annotations

import msgspec


class ItemLayout(msgspec.Struct, frozen=True, omit_defaults=True):
    """One item of a subfield.

    Attributes:
        mnemonic: its mnemonic in the standard.
        title: its name in words.
        characters: character class: A letters, N digits, S specials, and their combinations.
        size: fewest and most characters; None for no upper bound.
        codes: name of its code table, empty where any value is allowed.
    """

    mnemonic: str
    title: str
    characters: str = ""
    size: tuple[int, int | None] = (0, None)
    codes: str = ""


class FieldLayout(msgspec.Struct, frozen=True, omit_defaults=True):
    """One field of a record type.

    Attributes:
        number: field number in its record.
        mnemonic: its mnemonic, `NAM`.
        name: its name as a Python attribute, `name`.
        title: its name in words.
        characters: character class of its text: A letters, N digits, S specials and their combinations, B binary.
        size: fewest and most characters of one subfield; None for no upper bound.
        occurs: fewest and most subfields; None for no upper bound.
        condition: M mandatory, O optional, D dependent on another field, as the record type has it.
        kind: how the value reads in Python: text, number, decimal, date, time, height, weight, flag, name, data.
        unit: unit of a number, empty where it has none.
        codes: name of its code table, empty where any value is allowed.
        items: its items, where a subfield has several.
    """

    number: int
    mnemonic: str
    name: str
    title: str
    characters: str = ""
    size: tuple[int, int | None] = (0, None)
    occurs: tuple[int, int | None] = (1, 1)
    condition: str = "O"
    kind: str = "text"
    unit: str = ""
    codes: str = ""
    items: tuple[ItemLayout, ...] = ()
