"""Requests that may be sent twice: the answer is stored in the transaction of the effect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import msgspec
from fastapi import Header, Request, Response

from tenprint.api.roles.schema import reply
from tenprint.exchange import idempotency
from tenprint.exchange.unit import Unit

Key = Annotated[
    str | None, Header(alias="Idempotency-Key", max_length=200, description="The same request is done once.")
]


def digests(request: Request, key: str, body: bytes) -> tuple[str, str]:
    """Return the digests of a key and of the request that it came with."""
    parts = (request.method.encode(), request.url.path.encode(), request.url.query.encode(), body)
    return idempotency.digest(key.encode()), idempotency.digest(*parts)


def once(
    unit: Unit, request: Request, key: str | None, body: msgspec.Struct | None, effect: Callable[[], msgspec.Struct]
) -> Response:
    """Answer with the effect, or with the stored answer where the same request was done before.

    Raises:
        UsageError: the key came before with another request.
    """
    if key is None:
        return reply(effect())
    name, asked = digests(request, key, msgspec.json.encode(body))
    before = idempotency.known(unit, name, asked)
    if before is not None:
        return Response(before.answer, before.status, {"Idempotent-Replayed": "true"}, "application/json")
    answer = reply(effect())
    idempotency.finish(unit, name, asked, answer.status_code, bytes(answer.body))
    return answer
