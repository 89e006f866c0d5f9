"""Bodies of requests, read with a limit."""

from __future__ import annotations

from starlette.requests import Request

from tenprint.errors import LimitError


async def bytes_of(request: Request, largest: int) -> bytes:
    """Return a request's body.

    Raises:
        LimitError: larger than allowed.
    """
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > largest:
            raise LimitError(f"a body has at most {largest} bytes here", where="body")
    return bytes(data)
