"""What every call of the gallery's service has in common: body, cause, owner, answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from tenprint.api.gallery.service import Service
from tenprint.api.osia.tokens import Client
from tenprint.errors import ValueFormatError
from tenprint.search.index.wire import OWNER

T = TypeVar("T")
Act = Callable[[Service, Client, Request, bytes], Response]


def decoded(body: bytes, kind: type[T]) -> T:
    """Return what a body says.

    Raises:
        ValueFormatError: it is not of the form.
    """
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueFormatError(str(error), where="body") from error


def cause_of(request: Request) -> str:
    """Return the client's own name of the call, for the audit log."""
    return request.headers.get("x-request-id", "-")


def owner_of(request: Request) -> str:
    """Return the mark of the repository that calls; empty where it is none."""
    return request.headers.get(OWNER, "")[:80]


def as_json(value: Any, headers: dict[str, str] | None = None) -> Response:
    """Return an answer that nobody keeps."""
    return Response(
        msgspec.json.encode(value), 200, {"Cache-Control": "no-store", **(headers or {})}, "application/json"
    )
