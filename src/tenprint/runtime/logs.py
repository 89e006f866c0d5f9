"""Structured logs without personal data: identifiers, types and places, never values of a person's fields."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog


def configure(*, json: bool = False, level: int = logging.INFO) -> None:
    """Set up logging for a process, to standard error.

    Tracebacks are written without the values of variables: those may be names, prints, whole transactions.
    """
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if json
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    processors: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if json:
        processors.append(structlog.processors.format_exc_info)
    structlog.configure(
        processors=[*processors, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        # Asked anew each time: the stream of the moment, not one that was open when this was called.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
