"""Bodies of requests as what they stand for."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import Depends, Request

from tenprint.api.bodies import bytes_of
from tenprint.api.paths import SLASH
from tenprint.errors import ValueFormatError

LARGEST_JSON = 1024 * 1024
LARGEST_FILE = 64 * 1024 * 1024  # bytes; a ten-print card at 1000 ppi has about 15 MB


def body_of(kind: type[msgspec.Struct]) -> Any:
    """Return a dependency: the JSON body as this structure."""

    async def depend(request: Request) -> msgspec.Struct:
        try:
            return msgspec.json.decode(await bytes_of(request, LARGEST_JSON), type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise ValueFormatError(f"the body is not as the schema has it: {error}", where="body") from None

    return Depends(depend)


async def _file(request: Request) -> bytes:
    return await bytes_of(request, LARGEST_FILE)


file_of = Depends(_file)


def named(part: str) -> str:
    """Return the identifier in a path, in which an encoded slash was kept apart."""
    return part.replace(SLASH, "/")
