"""The gallery's service over HTTP: bearer tokens, JSON, RFC 9457 problem details."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tenprint.api.bodies import bytes_of
from tenprint.api.gallery.calls import Act, as_json, cause_of, decoded, owner_of
from tenprint.api.gallery.index import INDEX
from tenprint.api.gallery.schemas import Prints, Search, Subjects
from tenprint.api.gallery.service import Service
from tenprint.api.osia.tokens import Client, Tokens, bearer
from tenprint.api.paths import SLASH, EncodedSlashes
from tenprint.api.roles.problems import MEDIA, plain, status_of
from tenprint.errors import ConfigurationError, NotAuthorisedError, TenprintError
from tenprint.search.index.wire import INSTANCE, PATH

log = structlog.get_logger()
LARGEST_BODY = 64 * 1024 * 1024  # bytes
READ, WRITE, IDENTIFY, STATUS = "abis.encounter.read", "abis.encounter.write", "abis.identify", "abis.gallery.read"
SCOPES = {"read": READ, "write": WRITE, "identify": IDENTIFY}


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
            *(route(f"{PATH}{path}", method, SCOPES[scope], act) for path, method, scope, act in INDEX),
        ]
    )
    app.add_middleware(EncodedSlashes)
    return app


def _endpoint(service: Service, tokens: Tokens, scope: str, act: Act) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            client = tokens.check(bearer(request.headers), service.clock.now())
        except NotAuthorisedError as error:
            await run_in_threadpool(service.audit, "unknown", "token", "-", "refused", cause_of(request))
            return plain(401, str(error), headers={"WWW-Authenticate": "Bearer"})
        try:
            if scope not in client.scopes:
                await run_in_threadpool(service.audit, client.name, scope, "-", "refused", cause_of(request))
                raise NotAuthorisedError(f"the token does not hold {scope}", where="Authorization")
            body = await bytes_of(request, LARGEST_BODY)
            answer = await run_in_threadpool(act, service, client, request, body)
            answer.headers[INSTANCE] = service.instance
            return answer
        except TenprintError as error:
            return _refusal(error)
        except Exception:
            log.exception("gallery request failed", path=request.url.path)
            return plain(500, "an unexpected fault; the log says more")

    return endpoint


def _status(service: Service, _client: Client, _request: Request, _body: bytes) -> Response:
    return as_json(service.status())


def _search(service: Service, client: Client, request: Request, body: bytes) -> Response:
    found = service.search(client.name, decoded(body, Search), cause_of(request))
    return as_json(found, headers={"X-Coverage": found.coverage})


def _add(service: Service, client: Client, request: Request, body: bytes) -> Response:
    service.owned(owner_of(request))
    return as_json(service.add(client.name, decoded(body, Subjects), cause_of(request)))


def _put(service: Service, client: Client, request: Request, body: bytes) -> Response:
    service.owned(owner_of(request))
    new = service.put(client.name, _subject(request), decoded(body, Prints), cause_of(request))
    return Response(status_code=201 if new else 204)


def _get(service: Service, client: Client, request: Request, _body: bytes) -> Response:
    found = service.get(client.name, _subject(request), cause_of(request))
    return plain(404, "there is no such subject") if found is None else as_json(found)


def _delete(service: Service, client: Client, request: Request, _body: bytes) -> Response:
    service.owned(owner_of(request))
    done = service.delete(client.name, _subject(request), cause_of(request))
    return Response(status_code=204) if done else plain(404, "there is no such subject")


def _subject(request: Request) -> str:
    return str(request.path_params["subject"]).replace(SLASH, "/")


def _refusal(error: TenprintError) -> Response:
    status = 503 if isinstance(error, ConfigurationError) else status_of(error, names_a_thing=False)
    body = {"type": f"urn:tenprint:error:{type(error).__name__}", "title": error.what, "status": status}
    return JSONResponse({**body, "detail": str(error)}, status, media_type=MEDIA)
