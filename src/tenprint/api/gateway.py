"""An agency's gateway: where partners post envelopes, and where health and metrics are asked for."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.concurrency import run_in_threadpool

from tenprint import __version__
from tenprint.agency.base import Agency
from tenprint.api.bodies import bytes_of
from tenprint.errors import (
    ConflictError,
    InputError,
    LimitError,
    RefusedError,
    RepeatedError,
    TenprintError,
    UnavailableError,
)
from tenprint.exchange.transports.https import HERE_SINCE_LONG, PATH

LARGEST_ENVELOPE = 64 * 1024 * 1024  # bytes; a ten-print card at 1000 ppi has about 15 MB


def problem(status: int, error: TenprintError) -> JSONResponse:
    """Return an error as RFC 9457 problem details."""
    return JSONResponse(
        {
            "type": f"urn:tenprint:error:{type(error).__name__}",
            "title": error.what,
            "status": status,
            "detail": str(error),
        },
        status_code=status,
        media_type="application/problem+json",
    )


def create_app(agency: Agency) -> FastAPI:
    """Return the gateway of an agency."""
    app = FastAPI(title=f"tenprint gateway: {agency.name}", version=__version__, docs_url=None, redoc_url=None)

    @app.post(PATH, status_code=202)
    async def receive(request: Request) -> Response:
        """Accept one signed envelope; 202 means that it is stored durably."""
        try:
            envelope = await bytes_of(request, LARGEST_ENVELOPE)
        except LimitError as error:
            return problem(413, error)
        try:
            await run_in_threadpool(agency.receive, envelope)
        except UnavailableError as error:
            return problem(503, error)
        except RepeatedError as error:
            return problem(HERE_SINCE_LONG, error)
        except ConflictError as error:
            return problem(409, error)
        except RefusedError as error:
            return problem(403, error)
        except InputError as error:
            return problem(400, error)
        return Response(status_code=202)

    @app.get("/health/live")
    async def live() -> dict[str, str]:
        """The process answers."""
        return {"status": "live", "agency": agency.name, "role": agency.role}

    @app.get("/health/ready")
    async def ready() -> Response:
        """The database answers; queues and the oldest waiting message are told."""
        try:
            queues = await run_in_threadpool(agency.queues)
        except Exception as error:
            return JSONResponse({"status": "not ready", "reason": type(error).__name__}, status_code=503)
        return JSONResponse({"status": "ready", "queues": queues})

    @app.get("/metrics")
    async def metrics() -> Response:
        """Prometheus metrics."""
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return app
