"""From HTTP to a call: token, parameters, body; each refusal is an answer that OSIA's file names."""

from __future__ import annotations

import re
from typing import Any, get_args

import msgspec

from tenprint.api.osia.call import Call
from tenprint.api.osia.operations import Operation, Parameter
from tenprint.api.osia.parameters import LONGEST_NAME
from tenprint.api.osia.tokens import Client
from tenprint.api.paths import SLASH
from tenprint.errors import NotAuthorisedError, UsageError, ValueFormatError

INTEGER, NUMBER = re.compile(r"-?[0-9]+"), re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
MOST_DIGITS = 18  # a longer one is an integer, too, but means nothing here
COMMON = (Parameter("transactionId", required=True),)
CALLBACK, PRIORITY = Parameter("callback"), Parameter("priority", "integer")
LOWEST, HIGHEST = 0, 9


def parameters_of(operation: Operation) -> tuple[Parameter, ...]:
    """Return all query parameters of an operation."""
    more = ((CALLBACK,) if operation.callback else ()) + ((PRIORITY,) if operation.priority else ())
    return COMMON + more + operation.parameters


def to_call(
    operation: Operation, client: Client, path: dict[str, str], query: dict[str, str], body: bytes, *, csv: bool
) -> Call:
    """Check everything that the schema says, and return the call.

    Raises:
        NotAuthorisedError: the token's scopes do not hold the operation's.
        ValueFormatError: a parameter or the body is not of its form.
        UsageError: an identifier is too long, a priority is none.
    """
    if operation.scope not in client.scopes:
        raise NotAuthorisedError(f"the token does not hold {operation.scope}", where="Authorization")
    values = {p.name: _value(p, query[p.name]) for p in parameters_of(operation) if p.name in query}
    for parameter in parameters_of(operation):
        if parameter.required and parameter.name not in values:
            raise ValueFormatError(f"{parameter.name} is missing", where=parameter.name)
    transaction = values.pop("transactionId")
    places = {name: value.replace(SLASH, "/") for name, value in path.items()}
    for name, value in (*places.items(), ("transactionId", transaction)):
        if len(value) > LONGEST_NAME or "\x00" in value:
            raise UsageError(f"{name} is at most {LONGEST_NAME} characters, none of them NUL", where=name)
    if not LOWEST <= values.get("priority", LOWEST) <= HIGHEST:
        raise UsageError(f"a priority is {LOWEST} (lowest) to {HIGHEST} (highest)", where="priority")
    return Call(operation.name, client.name, transaction, places, values, _body(operation, body), csv)


def _value(parameter: Parameter, text: str) -> Any:
    if parameter.values is not None and text not in get_args(parameter.values):
        raise ValueFormatError(f"{parameter.name} is none of its values", where=parameter.name)
    if parameter.kind == "integer":
        if not INTEGER.fullmatch(text):
            raise ValueFormatError(f"{parameter.name} is an integer", where=parameter.name)
        if len(text) > MOST_DIGITS:
            raise UsageError(f"{parameter.name} has at most {MOST_DIGITS} digits", where=parameter.name)
        return int(text)
    if parameter.kind == "number":
        if not NUMBER.fullmatch(text):
            raise ValueFormatError(f"{parameter.name} is a number", where=parameter.name)
        return float(text)
    return text


def _body(operation: Operation, body: bytes) -> bytes:
    if operation.body is None:
        return b""
    if not body:
        if operation.body_required:
            raise ValueFormatError("the body is missing", where="body")
        return b""
    try:
        msgspec.json.decode(body, type=operation.body)
    except msgspec.MsgspecError as error:
        raise ValueFormatError(f"the body is not as the schema has it: {error}", where="body") from None
    except RecursionError:
        raise ValueFormatError("the body is nested too deeply", where="body") from None
    return body
