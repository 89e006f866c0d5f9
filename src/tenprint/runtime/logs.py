"""Structured logs without personal data: identifiers, types and places, never values of a person's fields."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import Any, cast

import structlog
from structlog.typing import ExceptionTransformer

from tenprint.errors import InputError, TenprintError


def configure(*, json: bool = False, level: int = logging.INFO) -> None:
    """Set up logging for a process, to standard error.

    Tracebacks are written without the values of variables, and without what an exception that is not ours says: those
    may be names, prints, whole transactions.
    """
    renderer: Any = (
        structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    processors: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    processors.append(structlog.processors.ExceptionRenderer(cast(ExceptionTransformer, _places)))
    structlog.configure(
        processors=[*processors, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        # Asked anew each time: the stream of the moment, not one that was open when this was called.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _places(info: tuple[type[BaseException], BaseException, TracebackType | None]) -> str:
    """Return where an exception came from, and its kind; what led to it first."""
    error: BaseException | None = info[1]
    parts: list[str] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        words = f": {error}" if isinstance(error, TenprintError) and not isinstance(error, InputError) else ""
        lines = [f"  {one.filename}:{one.lineno} in {one.name}" for one in traceback.extract_tb(error.__traceback__)]
        parts.append("\n".join([*lines, f"{type(error).__name__}{words}"]))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\nwhich led to\n".join(reversed(parts))
