"""Field tables as data: numbers, mnemonics, names, sizes, codes."""

from collections.abc import Mapping
from typing import Any


def record_layout(record_type: int) -> Mapping[int, Any]:
    """Return the field tables of a record type."""
    return {}
