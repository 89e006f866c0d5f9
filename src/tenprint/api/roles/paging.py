"""Pages: a list's answer names a cursor, which asks for what comes after it."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, TypeVar

import msgspec
from fastapi import Query

from tenprint.errors import ValueFormatError

T = TypeVar("T")
MOST = 200
Limit = Annotated[int, Query(ge=1, le=MOST, description="How many at most.")]
Cursor = Annotated[str | None, Query(max_length=400, description="`next` of the page before.")]


def to_cursor(place: object) -> str:
    """Return a place in a list as a cursor."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode()


def from_cursor(cursor: str, kind: type[T]) -> T:
    """Return the place that a cursor names.

    Raises:
        ValueFormatError: it is no cursor of this list.
    """
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(cursor.encode()), type=kind)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        raise ValueFormatError("this is no cursor of this list", where="cursor") from None
