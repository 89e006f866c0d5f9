"""Field values as Python has them, by the field tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenprint.transaction.field import Field


def decode_value(field: Field) -> Any:
    """Return the value of a field."""
    return field.data if field.is_binary else field.text


def describe_value(field: Field) -> str:
    """Return the value of a field in words."""
    return ""
