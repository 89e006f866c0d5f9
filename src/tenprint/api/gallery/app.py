"""The gallery's service over HTTP: bearer tokens, JSON, RFC 9457 problem details."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec
import structlog
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tenprint.api.bodies import bytes_of
from tenprint.api.gallery.schemas import Prints, Search, Subjects
from tenprint.api.gallery.service import Service
from tenprint.api.osia.tokens import Client, Tokens, bearer
from tenprint.api.paths import SLASH, EncodedSlashes
from tenprint.api.roles.problems import MEDIA, plain, status_of
from tenprint.errors import ConfigurationError, NotAuthorisedError, TenprintError, ValueFormatError

log = structlog.get_logger()
LARGEST_BODY = 64 * 1024 * 1024  # bytes
READ, WRITE, IDENTIFY, STATUS = "abis.encounter.read", "abis.encounter.write", "abis.identify", "abis.gallery.read"

T = TypeVar("T")
Act = Callable[[Service, Client, Request, bytes], Response]


def create_app(service: Service, tokens: Tokens) -> Starlette:
    """Return the application."""

    async def live(_request: Request) -> Response:
        return JSONResponse({"status": "live"})

    async def ready(_request: Request) -> Response:
        status = service.status()
        whole = status.shards_answering == status.shards_total
        body = {
            "status": "ready" if whole else "not ready",
            "shards": f"{status.shards_answering} of {status.shards_total}",
            "copies": f"{status.copies_current} of {status.copies_total}",
        }
        return JSONResponse(body, 200 if whole else 503)

    def route(path: str, method: str, scope: str, act: Act) -> Route:
        return Route(path, _endpoint(service, tokens, scope, act), methods=[method])

    app = Starlette(
        routes=[
            Route("/health/live", live),
            Route("/health/ready", ready),
            route("/v1/status", "GET", STATUS, _status),
            route("/v1/search", "POST", IDENTIFY, _search),
            route("/v1/subjects", "POST", WRITE, _add),
            route("/v1/subjects/{subject}", "PUT", WRITE, _put),
            route("/v1/subjects/{subject}", "GET", READ, _get),
            route("/v1/subjects/{subject}", "DELETE", WRITE, _delete),
        ]
    )
    app.add_middleware(EncodedSlashes)
    return app


def _endpoint(service: Service, tokens: Tokens, scope: str, act: Act) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            client = tokens.check(bearer(request.headers), service.clock.now())
        except NotAuthorisedError as error:
            await run_in_threadpool(service.audit, "unknown", "token", "-", "refused", _cause(request))
            return plain(401, str(error), headers={"WWW-Authenticate": "Bearer"})
        try:
            if scope not in client.scopes:
                await run_in_threadpool(service.audit, client.name, scope, "-", "refused", _cause(request))
                raise NotAuthorisedError(f"the token does not hold {scope}", where="Authorization")
            body = await bytes_of(request, LARGEST_BODY)
            return await run_in_threadpool(act, service, client, request, body)
        except TenprintError as error:
            return _refusal(error)
        except Exception:
            log.exception("gallery request failed", path=request.url.path)
            return plain(500, "an unexpected fault; the log says more")

    return endpoint


def _status(service: Service, _client: Client, _request: Request, _body: bytes) -> Response:
    return _json(service.status())


def _search(service: Service, client: Client, request: Request, body: bytes) -> Response:
    found = service.search(client.name, _decoded(body, Search), _cause(request))
    return _json(found, headers={"X-Coverage": found.coverage})


def _add(service: Service, client: Client, request: Request, body: bytes) -> Response:
    return _json(service.add(client.name, _decoded(body, Subjects), _cause(request)))


def _put(service: Service, client: Client, request: Request, body: bytes) -> Response:
    new = service.put(client.name, _subject(request), _decoded(body, Prints), _cause(request))
    return Response(status_code=201 if new else 204)


def _get(service: Service, client: Client, request: Request, _body: bytes) -> Response:
    found = service.get(client.name, _subject(request), _cause(request))
    return plain(404, "there is no such subject") if found is None else _json(found)


def _delete(service: Service, client: Client, request: Request, _body: bytes) -> Response:
    done = service.delete(client.name, _subject(request), _cause(request))
    return Response(status_code=204) if done else plain(404, "there is no such subject")


def _decoded(body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueFormatError(str(error), where="body") from error


def _subject(request: Request) -> str:
    return str(request.path_params["subject"]).replace(SLASH, "/")


def _cause(request: Request) -> str:
    """Return the client's own name of the call, for the audit log."""
    return request.headers.get("x-request-id", "-")


def _json(value: Any, headers: dict[str, str] | None = None) -> Response:
    return Response(
        msgspec.json.encode(value), 200, {"Cache-Control": "no-store", **(headers or {})}, "application/json"
    )


def _refusal(error: TenprintError) -> Response:
    status = 503 if isinstance(error, ConfigurationError) else status_of(error, names_a_thing=False)
    body = {"type": f"urn:tenprint:error:{type(error).__name__}", "title": error.what, "status": status}
    return JSONResponse({**body, "detail": str(error)}, status, media_type=MEDIA)
