"""One field as elements below its record, and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from tenprint.transaction.xml.elements import Path, Row, qualified
from tenprint.transaction.xml.forms import Subfields, from_xml, to_xml, writable

# 9.138: the method of counting stands once before the counts.
_METHOD = qualified("biom:INCITSRidgeCountAlgorithmCode")
_COUNT = qualified("biom:MinutiaeRidgeCountItem")


def write_row(parent: Element, row: Row, subfields: Subfields) -> bool:
    """Write a field below its record's element; False, and nothing written, where it would not come back the same."""
    written = to_xml(subfields, row.form)
    if written is None or not all(writable(text) for items in written for text in items):
        return False
    trial = Element(parent.tag)
    if not _attach(trial, row, written) or read_row(trial, row) != subfields:
        return False
    _attach(parent, row, written)
    return True


def read_row(parent: Element, row: Row) -> Subfields:
    """Return a field's subfields from its record's element; empty where it is not there."""
    if row.form == "counts":
        return _read_counts(parent, row)
    found = list(_all(parent, row.place))
    if not row.items:
        return from_xml([[element.text or ""] for element in found], row.form)
    if row.inline:
        found = found[:1]
    read = [_items(element, row) for element in found]
    return from_xml([items for items in read if items], row.form)


def _attach(parent: Element, row: Row, written: Subfields) -> bool:
    if row.form == "counts":
        return _attach_counts(parent, row, written)
    holder = _down(parent, row.place[:-1])
    for items in written:
        if not row.items:
            if len(items) != 1:
                return False
            SubElement(holder, row.place[-1]).text = items[0]
            continue
        target = _down(holder, row.place[-1:]) if row.inline else SubElement(holder, row.place[-1])
        for index, place in row.item_places:
            # An empty item is left out, but for the last: that there is one more shows by it.
            # Where an element stands for several items, which one it is shows by its turn: none may be left out.
            if index < len(items) and (items[index] or index == len(items) - 1 or row.repeats(place)):
                leaf = _down(target, place[:-1])
                SubElement(leaf, place[-1]).text = items[index]
        if len(items) > len(row.items):
            return False
    return True


def _items(element: Element, row: Row) -> list[str]:
    values: dict[int, str] = {}
    turns: Counter[Path] = Counter()
    for index, place in row.item_places:
        found = list(_all(element, place))
        turn = turns[place]
        turns[place] += 1
        if turn < len(found):
            values[index] = found[turn].text or ""
    return [values.get(index, "") for index in range(max(values, default=-1) + 1)]


def _attach_counts(parent: Element, row: Row, written: Subfields) -> bool:
    first, *rest = written
    if first[1:] != ["0", "0"] or any(len(items) != len(row.items) for items in rest):
        return False
    detail = _down(parent, row.place)
    SubElement(detail, _METHOD).text = first[0]
    for items in rest:
        count = SubElement(detail, _COUNT)
        for index, place in row.item_places:
            SubElement(_down(count, place[:-1]), place[-1]).text = items[index]
    return True


def _read_counts(parent: Element, row: Row) -> Subfields:
    detail = _one(parent, row.place)
    if detail is None:
        return []
    method = detail.find(_METHOD)
    counts = [_items(element, row) for element in detail.findall(_COUNT)]
    return [[(method.text or "") if method is not None else "0", "0", "0"], *(items for items in counts if items)]


def _down(parent: Element, place: Path) -> Element:
    """Return the element at a path, made where it is not there."""
    for name in place:
        child = parent.find(name)
        parent = SubElement(parent, name) if child is None else child
    return parent


def _one(parent: Element, place: Path) -> Element | None:
    found: Element | None = parent
    for name in place:
        found = found.find(name) if found is not None else None
    return found


def _all(parent: Element, place: Path) -> Iterator[Element]:
    holder = _one(parent, place[:-1])
    return iter(holder.findall(place[-1]) if holder is not None else [])
