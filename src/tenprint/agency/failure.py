"""What becomes of a message whose step or delivery failed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import OperationalError

from tenprint.errors import InputError, RefusedError, TenprintError, TransactionError, UnavailableError

if TYPE_CHECKING:
    from tenprint.agency.base import Agency

log = structlog.get_logger()


def failed(agency: Agency, record: Callable[..., bool], sequence: int, attempts: int, error: Exception) -> None:
    """Write a failure down. Refusals are final; an absent partner, a full disk, an absent database are waited for.

    All else is tried again some times, and is then a dead letter.

    Args:
        agency: at which it failed.
        record: `inbox.fail` or `outbox.failed`.
        sequence, attempts: of the row.
        error: what was raised.
    """
    passes = isinstance(error, UnavailableError | OperationalError)
    final = None if passes else isinstance(error, RefusedError | InputError)
    # The words of an unexpected error, and of one about a file's content, may hold a person's data; its type and its
    # place do not.
    ours = isinstance(error, TenprintError)
    text = str(error) if ours else type(error).__name__
    if isinstance(error, TransactionError):
        text = f"{type(error).__name__} at {error.where}"
    with agency.database.write() as connection:
        dead = record(connection, sequence, agency.clock.now(), attempts, text, final=final)
    message = "dead letter" if dead else "will be tried again"
    tell = log.error if dead else log.warning
    tell(message, agency=agency.name, sequence=sequence, error=text, exc_info=None if ours else error)
