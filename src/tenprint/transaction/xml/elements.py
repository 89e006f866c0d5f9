"""Which element carries which field: `elements.json`, read once.

Names and their order are those of the ANSI/NIST-ITL 1-2011 XML package and the NIEM biometrics domain 1.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from importlib import resources
from typing import Literal
from xml.etree.ElementTree import Element

import msgspec

from tenprint.transaction.record import Record

NAMESPACES = {
    "itl": "http://biometrics.nist.gov/standard/2011",
    "biom": "http://niem.gov/niem/biometrics/1.0",
    "nc": "http://niem.gov/niem/niem-core/2.0",
    "tenprint": "urn:tenprint:transaction:1",
}
Form = Literal["", "date", "time", "standard", "version", "counts", "base64"]
Path = tuple[str, ...]


def qualified(name: str) -> str:
    """Return `biom:Transaction` as ElementTree names it, `{namespace}Transaction`."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def path_of(text: str) -> Path:
    """Return a path of names, qualified."""
    return tuple(qualified(name) for name in text.split("/"))


class Row(msgspec.Struct, frozen=True, dict=True):
    """One field.

    Attributes:
        field: its number.
        path: elements down from the record; the last stands once a subfield.
        items: index of the item and its path below; empty where the last element holds the value.
        form: how the value is written otherwise than as it stands.
        inline: the items stand in the last element of the path, beside others.
    """

    field: int
    path: str
    items: tuple[tuple[int, str], ...] = ()
    form: Form = ""
    inline: bool = False

    @cached_property
    def place(self) -> Path:
        """The path, qualified."""
        return path_of(self.path)

    @cached_property
    def item_places(self) -> tuple[tuple[int, Path], ...]:
        """The items with their paths, qualified."""
        return tuple((index, path_of(text)) for index, text in self.items)

    def repeats(self, place: Path) -> bool:
        """Whether several items stand in elements of this path, in their order."""
        return sum(other == place for _, other in self.item_places) > 1


class Alternative(msgspec.Struct, frozen=True):
    """The fields of records whose image is of another kind.

    Attributes:
        unless: the field that tells, and the value with which the ordinary rows hold.
        holder: the element that such records have.
        rows: their fields in the order of the schema.
    """

    unless: tuple[int, str]
    holder: str
    rows: tuple[Row, ...]


class RecordElements(msgspec.Struct, frozen=True):
    """One record type: its element, and its fields in the order of the schema."""

    element: str
    rows: tuple[Row, ...]
    alternative: Alternative | None = None

    def rows_for_record(self, record: Record) -> tuple[Row, ...]:
        """Return the rows by which a record is written."""
        other = self.alternative
        if other is None or record.text(other.unless[0]) in ("", other.unless[1]):
            return self.rows
        return other.rows

    def rows_for_element(self, element: Element) -> tuple[Row, ...]:
        """Return the rows by which a record's element is read."""
        other = self.alternative
        return self.rows if other is None or element.find(qualified(other.holder)) is None else other.rows


@cache
def record_elements() -> Mapping[int, RecordElements]:
    """Return the elements of the record types that the XML encoding covers here."""
    data = resources.files(__package__).joinpath("elements.json").read_bytes()
    return msgspec.json.decode(data, type=dict[int, RecordElements])


@cache
def type_of_element() -> Mapping[str, int]:
    """Return the record type of each record element."""
    return {qualified(found.element): kind for kind, found in record_elements().items()}
