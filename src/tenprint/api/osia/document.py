"""The OpenAPI document of what is served here, made from the table of operations.

It is for reading and for clients' generators; OSIA's own file is what the interface is tested against.
"""

from __future__ import annotations

from typing import Any, get_args

import msgspec

from tenprint.api.osia.operations import OPERATIONS, Operation
from tenprint.api.osia.requests import parameters_of
from tenprint.api.osia.schemas import Error, TaskId
from tenprint.api.osia.tokens import SCOPES

VERSION = "1.6.0"  # of OSIA's file
WORDS = {
    200: "done",
    202: "accepted; the answer goes to the callback",
    204: "done",
    400: "the request cannot be taken",
    403: "not allowed",
    404: "unknown",
    409: "an identifier is taken",
    500: "a fault of the server",
}


def document() -> dict[str, Any]:
    """Return the OpenAPI 3.0 document."""
    types = [op.body for op in OPERATIONS.values() if op.body] + [op.answer for op in OPERATIONS.values() if op.answer]
    kinds = list(dict.fromkeys([*map(_key, types), _key(Error), _key(TaskId)]))
    by_key = {_key(kind): kind for kind in [*types, Error, TaskId]}
    schemas, components = msgspec.json.schema_components(
        [by_key[key] for key in kinds], ref_template="#/components/schemas/{name}"
    )
    schema_of = dict(zip(kinds, schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS.values():
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, schema_of)
    bearer = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": ", ".join(SCOPES)}
    return {
        "openapi": "3.0.3",
        "info": {"title": "OSIA ABIS interface of tenprint", "version": VERSION},
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": {"BearerAuth": bearer}},
    }


def _operation(operation: Operation, schema_of: dict[str, Any]) -> dict[str, Any]:
    names = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
    parameters = [{"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in names]
    for parameter in parameters_of(operation):
        schema: dict[str, Any] = {"type": parameter.kind}
        if parameter.values is not None:
            schema["enum"] = list(get_args(parameter.values))
        parameters.append({"name": parameter.name, "in": "query", "required": parameter.required, "schema": schema})
    success = {200: operation.answer} if operation.answer is not None else {204: None}
    statuses: dict[int, Any] = success | ({202: TaskId} if operation.callback else {})
    statuses |= {400: Error, 403: None, 500: Error} | dict.fromkeys(operation.refusals)
    result: dict[str, Any] = {
        "operationId": operation.name,
        "summary": (operation.prepare or operation.apply).__doc__.partition("\n")[0],  # type: ignore[union-attr]
        "security": [{"BearerAuth": [operation.scope]}],
        "parameters": parameters,
        "responses": {str(status): _answer(status, kind, schema_of) for status, kind in sorted(statuses.items())},
    }
    if operation.body is not None:
        content = {"application/json": {"schema": schema_of[_key(operation.body)]}}
        result["requestBody"] = {"required": operation.body_required, "content": content}
    return result


def _answer(status: int, kind: Any, schema_of: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": WORDS[status]}
    if kind is not None:
        answer["content"] = {"application/json": {"schema": schema_of[_key(kind)]}}
    return answer


def _key(kind: Any) -> str:
    return str(kind)
