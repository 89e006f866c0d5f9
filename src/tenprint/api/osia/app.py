"""The OSIA face over HTTP."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tenprint.api.bodies import bytes_of
from tenprint.api.osia import tasks
from tenprint.api.osia.call import CSV, JSON, Reply, refusal, unexpected
from tenprint.api.osia.execute import execute
from tenprint.api.osia.operations import OPERATIONS, Operation
from tenprint.api.osia.parameters import LARGEST_BODY
from tenprint.api.osia.requests import to_call
from tenprint.api.osia.store import Store
from tenprint.api.osia.tokens import Client, Tokens, bearer
from tenprint.api.osia.workers import Workers
from tenprint.api.paths import EncodedSlashes
from tenprint.errors import NotAuthorisedError, TenprintError, ValueFormatError

log = structlog.get_logger()


def create_app(store: Store, tokens: Tokens) -> Starlette:
    """Return the application; its workers run while it does."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        with Workers(store):
            yield

    by_path: dict[str, dict[str, Operation]] = defaultdict(dict)
    for operation in OPERATIONS.values():
        by_path[operation.path][operation.method] = operation
    routes = [Route(path, _endpoint(store, tokens, found), methods=list(found)) for path, found in by_path.items()]

    async def live(_request: Request) -> Response:
        return JSONResponse({"status": "live"})

    app = Starlette(routes=[*routes, Route("/health/live", live)], lifespan=lifespan)
    app.add_middleware(EncodedSlashes)
    return app


def _endpoint(store: Store, tokens: Tokens, found: dict[str, Operation]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        operation = found["GET" if request.method == "HEAD" else request.method]
        try:
            client = _client(store, tokens, request)
            body = await _read(request)
            reply = await run_in_threadpool(_answer, store, operation, client, request, body)
        except TenprintError as error:
            reply = refusal(error)
        except Exception:
            log.exception("osia request failed", operation=operation.name)
            reply = unexpected()
        return _response(reply)

    return endpoint


def _answer(store: Store, operation: Operation, client: Client, request: Request, body: bytes) -> Reply:
    csv = CSV in request.headers.get("accept", "")
    query = {name: values[-1] for name in request.query_params if (values := request.query_params.getlist(name))}
    call = to_call(operation, client, dict(request.path_params), query, body, csv=csv)
    callback = call.query.get("callback")
    if callback is None:
        return execute(store, call)
    if not store.callbacks.allows(callback):
        with store.database.write() as connection:
            store.audit(connection, client.name, operation.name, "callback", "refused 403", call.transaction)
        raise NotAuthorisedError("answers may not be posted to this address", where="callback")
    return tasks.enqueue(store, call, callback, call.query.get("priority"))


def _client(store: Store, tokens: Tokens, request: Request) -> Client:
    try:
        return tokens.check(bearer(request.headers), store.clock.now())
    except NotAuthorisedError:
        with store.database.write() as connection:
            store.audit(connection, "unknown", "token:check", "token", "refused", "-")
        raise


async def _read(request: Request) -> bytes:
    body = await bytes_of(request, LARGEST_BODY)
    media = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if body and media != JSON:
        raise ValueFormatError(f"the body is {JSON}", where="Content-Type")
    return body


def _response(reply: Reply) -> Response:
    headers = {"Cache-Control": "no-store"}
    if reply.coverage is not None:
        headers["X-Coverage"] = reply.coverage
    if not reply.body:
        return Response(status_code=reply.status, headers=headers)
    return Response(reply.body, reply.status, headers, reply.media)
