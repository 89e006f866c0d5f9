"""Paths in which identifiers may hold a slash, as a booking's (ORI:TCN) or a request's (CASE/1) do."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote

SLASH = "\ue000"  # stands in a path for a slash that the client encoded
Scope = dict[str, Any]


class EncodedSlashes:
    """Lets identifiers in a path hold an encoded slash, where an identifier may be any text."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Route by the path in which encoded slashes are kept apart."""
        if scope["type"] == "http" and scope.get("raw_path"):
            scope = scope | {"path": raw_path(scope["raw_path"])}
        await self._app(scope, receive, send)


def raw_path(path: bytes) -> str:
    """Return a path decoded, but for slashes that were encoded: those become a sign of their own."""
    text = path.partition(b"?")[0].decode("ascii", "replace")
    return unquote(re.sub("%2f", SLASH, text, flags=re.IGNORECASE), errors="replace")
