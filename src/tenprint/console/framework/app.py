"""The console's application: guard, pages of all areas, static files, failures."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.responses import FileResponse, Response

from tenprint import __version__
from tenprint.console.framework import failures
from tenprint.console.framework.areas import areas
from tenprint.console.framework.house import House
from tenprint.console.framework.pages import environment, static_file
from tenprint.console.framework.security import Guard

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".png": "image/png",
}


def create_app(house: House) -> FastAPI:
    """Return the console of these agencies."""

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        environment()
        yield
        house.closing.set()

    app = FastAPI(
        title="tenprint console", version=__version__, docs_url=None, redoc_url=None, openapi_url=None, lifespan=life
    )
    app.state.house = house
    app.add_middleware(Guard)
    failures.register(app)

    @app.get("/static/{path:path}")
    def static(path: str) -> Response:
        """Serve a file that came with the console, and nothing else."""
        found = static_file(path)
        if ".." in found.parts or found.suffix not in MEDIA_TYPES or not found.is_file():
            return Response(status_code=404)
        return FileResponse(found, media_type=MEDIA_TYPES[found.suffix])

    for area in areas():
        for module in area.modules:
            app.include_router(importlib.import_module(module).router)
    return app
