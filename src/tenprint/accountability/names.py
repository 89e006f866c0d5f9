"""When two names are one person's: a second person must not be the first one in other letters."""

from __future__ import annotations

import unicodedata

SOFTWARE = "system"


def name_key(name: str) -> str:
    """Return what stays of a name without case, spaces, dots and compatibility forms (Unicode NFKC)."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in unicodedata.normalize("NFKC", folded) if letter.isalnum())


def same_person(one: str | None, other: str | None) -> bool:
    """Whether two names cannot be held to be two persons'."""
    return one is not None and other is not None and name_key(one) == name_key(other)


def is_software(name: str) -> bool:
    """Whether a name is nobody's: empty, or that of the software in whatever letters."""
    return name_key(name) in ("", SOFTWARE)
