"""What a role does with one type of message, as an entry of its table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
        prepare_many: the same for several messages at once, where that is cheaper; in the place of what failed it
            returns the exception.
    """

    apply: Callable[[Unit, Envelope, Any], None]
    prepare: Callable[[Any, Envelope], Any] | None = None
    prepare_many: Callable[[Any, Sequence[Envelope]], Sequence[Any]] | None = None

    @property
    def computes(self) -> bool:
        """Whether there is anything to compute before the transaction."""
        return self.prepare is not None or self.prepare_many is not None
