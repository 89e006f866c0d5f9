"""Refusals as RFC 9457 problem details, from the one tree of errors."""

from __future__ import annotations

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from tenprint.api.gateway import problem
from tenprint.errors import (
    ConflictError,
    InputError,
    LimitError,
    NotAuthorisedError,
    RefusedError,
    TenprintError,
    TransitionError,
    UnavailableError,
    UsageError,
)

log = structlog.get_logger()
MEDIA = "application/problem+json"
# The first kind that fits says the status.
STATUS: tuple[tuple[type[TenprintError], int], ...] = (
    (LimitError, 413),
    (InputError, 400),
    (NotAuthorisedError, 403),
    (ConflictError, 409),
    (TransitionError, 409),
    (RefusedError, 403),
    (UnavailableError, 503),
)
SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}
WORDS = {
    400: "The request is not as it must be.",
    401: "No token, or one that is not in use.",
    403: "The access table or a rule does not allow it.",
    404: "There is no such thing, or the caller may not know of it.",
    409: "The state does not allow it, or the same key came with other content.",
    413: "Too large.",
    503: "Try again.",
}


def status_of(error: TenprintError, *, names_a_thing: bool) -> int:
    """Return the HTTP status of an error; where a path names a thing to look at, a usage error says there is none."""
    if names_a_thing and isinstance(error, UsageError):
        return 404
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def install(app: FastAPI) -> None:
    """Answer every failure with problem details."""

    @app.exception_handler(TenprintError)
    async def refused(request: Request, error: TenprintError) -> Response:
        named = request.method == "GET" and bool(request.path_params)
        return problem(status_of(error, names_a_thing=named), error)

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        return plain(400, f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}")

    @app.exception_handler(HTTPException)
    async def other(_request: Request, error: HTTPException) -> Response:
        return plain(error.status_code, str(error.detail), headers=dict(error.headers or {}))

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> Response:
        log.error("request failed", path=request.url.path, kind=type(error).__name__)
        return plain(500, "the server failed; it is in its log")


def plain(status: int, title: str, *, headers: dict[str, str] | None = None) -> JSONResponse:
    """Return problem details that no error of the tree stands behind."""
    body = {"type": "about:blank", "title": title, "status": status}
    return JSONResponse(body, status, headers, media_type=MEDIA)
