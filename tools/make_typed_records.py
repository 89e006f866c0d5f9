"""Write the static types of records 1 and 2 from the field tables, for editors and type checkers.

Run: python tools/make_typed_records.py > src/tenprint/transaction/layouts/typed.py
"""

from tenprint.transaction.layouts import record_layout
from tenprint.transaction.layouts.model import FieldLayout

TYPES = {
    "text": "str",
    "number": "int",
    "decimal": "float",
    "date": "dt.date",
    "time": "dt.datetime",
    "height": "int",
    "weight": "int",
    "flag": "bool",
    "data": "bytes",
}
# What the file may mark as unknown reads as None.
UNKNOWN = {"date", "height", "weight", "number"}
CLASSES = {
    1: ("TransactionInformation", "Type-1: who asks whom, when, under which number."),
    2: ("DescriptiveText", "Type-2: the person, the event, and what is asked or answered (EBTS)."),
}
HEAD = '''"""Static types of records 1 and 2. Made by tools/make_typed_records.py from the field tables.

At run time these records are `TaggedRecord`s; their attributes come from the tables (`layouts/fields.json`).
"""

# ruff: noqa: D101

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from tenprint.transaction.tagged import TaggedRecord
'''


def type_of(kind: str) -> str:
    return f"{TYPES[kind]} | None" if kind in UNKNOWN else TYPES[kind]


def tuple_class(record_type: int, field: FieldLayout) -> str:
    lines = [f"class {tuple_name(record_type, field)}(NamedTuple):"]
    lines += [f"    {item.name}: {type_of(item.kind)}" for item in field.items]
    return "\n".join(lines)


def tuple_name(record_type: int, field: FieldLayout) -> str:
    return f"{field.mnemonic}{record_type}"


def attribute(record_type: int, field: FieldLayout) -> str:
    one = tuple_name(record_type, field) if field.items else type_of(field.kind)
    if field.repeats:
        one = f"list[{one}]"
    whole = one if one.endswith("| None") else f"{one} | None"
    unit = f" ({field.unit})" if field.unit else ""
    return f"    {field.name}: {whole}  # {record_type}.{field.number:03d} {field.mnemonic}{unit}"


def module() -> str:
    parts = [HEAD]
    for record_type, (name, words) in CLASSES.items():
        fields = list(record_layout(record_type).values())
        parts += [tuple_class(record_type, field) + "\n" for field in fields if field.items]
        body = "\n".join(attribute(record_type, field) for field in fields)
        parts.append(f'class {name}(TaggedRecord):\n    """{words}"""\n\n{body}\n')
    return "\n\n".join(parts)


if __name__ == "__main__":
    print(module(), end="")
