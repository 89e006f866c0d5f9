"""What a role does with one type of message, as an entry of its table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tenprint.exchange.envelope import Envelope
from tenprint.exchange.unit import Unit


@dataclass(frozen=True)
class Handler:
    """What a role does with one type of message.

    Attributes:
        apply: writes the effects, in one transaction with the mark that the message is done.
        prepare: long computation without a transaction (extraction, search); its result is handed to `apply`. It may
            run again after a crash, so it changes nothing.
    """

    apply: Callable[[Unit, Envelope, Any], None]
    prepare: Callable[[Any, Envelope], Any] | None = None
