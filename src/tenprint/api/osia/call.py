"""A call and its answer, apart from HTTP: the same whether it is answered at once or by a callback."""

from __future__ import annotations

from typing import Any

import msgspec

from tenprint.api.osia.schemas import Error
from tenprint.errors import (
    ConfigurationError,
    ConflictError,
    ImageError,
    InputError,
    LimitError,
    NotAuthorisedError,
    RefusedError,
    TemplateError,
    TenprintError,
    UnavailableError,
    UsageError,
    ValueFormatError,
)

JSON, CSV, ERROR_JSON = "application/json", "text/csv", "application/error+json"


class Call(msgspec.Struct, frozen=True):
    """One call.

    Attributes:
        operation: its name, OSIA's operationId.
        client: who calls, by the token.
        transaction: the client's identifier of the transaction.
        path: identifiers in the path.
        query: other parameters, each of its type.
        body: as it came, checked against its schema; empty where there is none.
        csv: whether the answer is wanted as CSV.
    """

    operation: str
    client: str
    transaction: str
    path: dict[str, str]
    query: dict[str, Any]
    body: bytes = b""
    csv: bool = False


class Reply(msgspec.Struct, frozen=True):
    """An answer.

    Attributes:
        status: HTTP status, one that OSIA's file names for the operation.
        body: encoded, or empty.
        media: its type.
        coverage: of a search, in words; sent as a header since OSIA's answers have no place for it.
    """

    status: int
    body: bytes = b""
    media: str = JSON
    coverage: str | None = None

    @classmethod
    def of(cls, value: Any, *, coverage: str | None = None) -> Reply:
        """Return a successful answer."""
        return cls(200, msgspec.json.encode(value), coverage=coverage)


DONE = Reply(204)
NOT_FOUND = Reply(404)
CONFLICT = Reply(409)

# Kind of error -> (HTTP status, code in the answer). The first that fits, so the special ones go first. Codes of 4100
# and above: the request is as the schema has it, and refused for what it means.
KINDS: tuple[tuple[type[TenprintError], int, int], ...] = (
    (ImageError, 400, 4101),
    (TemplateError, 400, 4102),
    (LimitError, 400, 4103),
    (ValueFormatError, 400, 4001),
    (UsageError, 400, 4104),
    (InputError, 400, 4105),
    (NotAuthorisedError, 403, 4301),
    (ConflictError, 400, 4106),
    (RefusedError, 403, 4302),
    (UnavailableError, 500, 5001),
    (ConfigurationError, 500, 5002),
    (TenprintError, 500, 5003),
)
UNEXPECTED = 5000


def refusal(error: TenprintError) -> Reply:
    """Return an error as OSIA's answer; what may not be done has no body."""
    status, code = next((status, code) for kind, status, code in KINDS if isinstance(error, kind))
    if status == 403:  # OSIA gives it no content
        return Reply(status)
    return Reply(status, msgspec.json.encode(Error(code, str(error))))


def unexpected() -> Reply:
    """Return the answer to a fault of ours; it tells nothing of the person whose data it met."""
    return Reply(500, msgspec.json.encode(Error(UNEXPECTED, "an unexpected fault; the log says more")))
