"""Answers from the structures of the packages below, and their schemas in the OpenAPI file."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import FastAPI, Response
from fastapi.openapi.utils import get_openapi

from tenprint.api.roles.problems import MEDIA, SCHEMA, WORDS

TEMPLATE = "#/components/schemas/{name}"


def reply(body: msgspec.Struct, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return a structure as JSON."""
    return Response(msgspec.json.encode(body), status, headers, "application/json")


def answers(kind: type[msgspec.Struct], words: str, *, status: int = 200) -> dict[int | str, dict[str, Any]]:
    """Return what a route can answer: this structure, or a problem."""
    schema = {"$ref": TEMPLATE.format(name=kind.__name__)}
    found: dict[int | str, dict[str, Any]] = {
        status: {"description": words, "content": {"application/json": {"schema": schema}}}
    }
    problem = {MEDIA: {"schema": {"$ref": TEMPLATE.format(name="Problem")}}}
    return found | {code: {"description": text, "content": problem} for code, text in WORDS.items()}


def takes(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """Return the part of the OpenAPI file that names a request's body."""
    schema = {"$ref": TEMPLATE.format(name=kind.__name__)}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def describe(app: FastAPI, kinds: tuple[type[msgspec.Struct], ...]) -> None:
    """Let the application's OpenAPI file hold the schemas of these structures."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            _, found = msgspec.json.schema_components(kinds, ref_template=TEMPLATE, schema_hook=_anything)
            made.setdefault("components", {}).setdefault("schemas", {}).update(found | {"Problem": SCHEMA})
            for path in made["paths"].values():
                for operation in path.values():
                    operation["responses"].pop("422", None)
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _anything(kind: type) -> dict[str, Any]:
    if kind is object:
        return {"description": "Any JSON value."}
    raise NotImplementedError  # what msgspec asks of a schema hook: it knows the type itself, or names it in its error
