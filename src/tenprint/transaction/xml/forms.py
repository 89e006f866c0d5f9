"""Values as XML writes them, and back; what would not come back the same is not written in this form."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tenprint.transaction.xml.elements import Form

Subfields = list[list[str]]

_DATE = (re.compile(r"(\d{4})(\d{2})(\d{2})"), r"\1-\2-\3")
_DATE_BACK = (re.compile(r"(\d{4})-(\d{2})-(\d{2})"), r"\1\2\3")
_TIME = (re.compile(r"(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z"), r"\1-\2-\3T\4:\5:\6Z")
_TIME_BACK = (re.compile(r"(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.0+)?Z"), r"\1\2\3\4\5\6Z")
_STANDARD = {"S": "true", "U": "false"}
_STANDARD_BACK = {"true": "S", "1": "S", "false": "U", "0": "U"}
# Characters that XML 1.0 cannot carry, and the carriage return, which parsers turn into a line feed.
_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(text: str) -> bool:
    """Tell whether XML carries a text unchanged."""
    return _NOT_IN_XML.search(text) is None


def to_xml(subfields: Sequence[Sequence[str]], form: Form) -> Subfields | None:
    """Return a field's subfields as XML writes them; None where they are not of the form."""
    if form == "version":
        text = subfields[0][0]
        return [[text[:2], text[2:]]] if len(subfields) == 1 and len(subfields[0]) == 1 and len(text) == 4 else None
    written = [[_item_to_xml(text, form) for text in items] for items in subfields]
    if any(text is None for items in written for text in items):
        return None
    return [[text or "" for text in items] for items in written]


def from_xml(subfields: Subfields, form: Form) -> Subfields:
    """Return subfields as the traditional encoding has them; a value that is not of the form stays as it stands."""
    if form == "version":
        return [["".join(items) for items in subfields[:1]]]
    return [[_item_from_xml(text, form) for text in items] for items in subfields]


def _item_to_xml(text: str, form: Form) -> str | None:
    if form == "standard":
        return _STANDARD.get(text)
    if form in ("date", "time"):
        pattern, template = _DATE if form == "date" else _TIME
        match = pattern.fullmatch(text)
        return match.expand(template) if match and text.isascii() else None
    return text


def _item_from_xml(text: str, form: Form) -> str:
    if form == "standard":
        return _STANDARD_BACK.get(text.strip(), text)
    if form in ("date", "time"):
        pattern, template = _DATE_BACK if form == "date" else _TIME_BACK
        match = pattern.fullmatch(text.strip())
        return match.expand(template) if match and text.isascii() else text
    return text
