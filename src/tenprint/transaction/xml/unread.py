"""Elements of a document that no row of `elements.json` reads: they are named, not lost in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache
from xml.etree.ElementTree import Element

from tenprint.transaction.xml import write as names
from tenprint.transaction.xml.elements import Path, Row, record_elements, type_of_element

_OWN = frozenset({names.OTHER_FIELDS, names.DESCRIPTIVE, names.SUMMARY, names.CATEGORY})
_MOST_DEPTH = 12
_MOST_NOTES = 50


def unread(element: Element, kind: int) -> list[str]:
    """Return in words which elements of a record are not read, each once with how often it stands."""
    found: Counter[str] = Counter()
    rows = record_elements()[kind].rows_for_element(element)
    _walk(element, (), _known(rows), found, _MOST_DEPTH)
    if kind == 2:
        detail = element.find(names.DESCRIPTIVE)
        for child in detail if detail is not None else []:
            if child.tag != names.OTHER_FIELDS:
                found[_local(child.tag)] += 1
    words = [
        f"Type-{kind}: <{path}> is not read{f' ({count} times)' if count > 1 else ''}" for path, count in found.items()
    ]
    return words[:_MOST_NOTES]


@cache
def _known(rows: tuple[Row, ...]) -> Mapping[Path, bool]:
    """All paths that rows read, and those above them: path -> whether rows read below it."""
    paths: dict[Path, bool] = {}
    for row in rows:
        ends = [row.place + place for _, place in row.item_places] or [row.place]
        if row.form == "counts":
            ends = [row.place]
        for end in ends:
            for length in range(1, len(end) + 1):
                paths[end[:length]] = paths.get(end[:length], False) or length < len(end)
    return paths


def _walk(element: Element, place: Path, known: Mapping[Path, bool], found: Counter[str], depth: int) -> None:
    for child in element:
        path = (*place, child.tag)
        if child.tag in _OWN or child.tag in type_of_element():
            continue
        if path not in known:
            found["/".join(_local(name) for name in path)] += 1
        elif depth > 0 and len(child) and known[path]:
            _walk(child, path, known, found, depth - 1)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2][:80]
