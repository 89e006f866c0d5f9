"""One tree of errors. Each says what is wrong, where, and what to do.

TenprintError
├── InputError                 what was handed to us cannot be accepted; nothing was changed
│   ├── TransactionError       an ANSI/NIST-ITL file: record, field, byte offset
│   │   ├── FramingError       the bytes cannot be cut into records and fields
│   │   ├── LimitError         larger or more numerous than the limits allow
│   │   ├── ValueFormatError   a field's value is not of the form the standard gives it
│   │   └── MissingFieldError  a record or field that was asked for is not there
│   ├── ImageError             an image cannot be decoded or is unusable
│   ├── TemplateError          a minutiae template cannot be read or converted
│   └── UsageError             a command or call was used wrongly
├── ConfigurationError         settings, policy or data files are missing or contradict each other
├── RefusedError               the rules do not allow it
│   ├── NotAuthorisedError     this user, agency or purpose may not
│   ├── TransitionError        the state machine has no such step from here
│   ├── TrustError             a signature, certificate, partner or replayed message
│   └── ConflictError          the same key with other content
├── UnavailableError           a partner, shard or server did not answer; try again
└── CorruptionError            stored data does not match its checksum or chain
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Where:
    """A place in the input: file, record, field and byte offset, as far as each is known."""

    source: str | None = None
    record: str | None = None
    field: str | None = None
    offset: int | None = None

    def __str__(self) -> str:
        parts = []
        if self.source:
            parts.append(self.source)
        if self.record:
            parts.append(f"record {self.record}")
        if self.field:
            parts.append(f"field {self.field}")
        if self.offset is not None:
            parts.append(f"byte {self.offset}")
        return ", ".join(parts)


class TenprintError(Exception):
    """Base of all errors of tenprint.

    Args:
        what: what is wrong, one sentence without a full stop.
        where: the place in the input, as a `Where` or in words.
        remedy: what the reader can do about it.
    """

    def __init__(self, what: str, *, where: Where | str | None = None, remedy: str | None = None) -> None:
        self.what = what
        self.where = where if isinstance(where, Where) else Where(source=where) if where else Where()
        self.remedy = remedy
        super().__init__(what)

    def __str__(self) -> str:
        place = str(self.where)
        text = f"{place}: {self.what}" if place else self.what
        return f"{text}. {self.remedy}" if self.remedy else text

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.what, self.where, self.remedy))


def _rebuild(kind: type[TenprintError], what: str, where: Where, remedy: str | None) -> TenprintError:
    """Unpickle an error that crossed a process boundary (the sandboxed decoders)."""
    return kind(what, where=where, remedy=remedy)


class InputError(TenprintError):
    """What was handed to us cannot be accepted; nothing was changed."""


class TransactionError(InputError):
    """An ANSI/NIST-ITL file is not as the standard has it."""


class FramingError(TransactionError):
    """The bytes cannot be cut into records and fields."""


class LimitError(TransactionError):
    """Larger or more numerous than the limits for hostile input allow."""


class ValueFormatError(TransactionError):
    """A field's value is not of the form that the standard gives it."""


class MissingFieldError(TransactionError, KeyError):
    """A record or field that was asked for is not in the file."""


class ImageError(InputError):
    """An image cannot be decoded or is unusable."""


class TemplateError(InputError):
    """A minutiae template cannot be read or converted."""


class UsageError(InputError):
    """A command or a call was used wrongly."""


class ConfigurationError(TenprintError):
    """Settings, policy or data files are missing or contradict each other."""


class RefusedError(TenprintError):
    """The rules do not allow it."""


class NotAuthorisedError(RefusedError):
    """This user, agency or purpose may not do this."""


class TransitionError(RefusedError):
    """The state machine has no such step from here."""


class TrustError(RefusedError):
    """A signature, certificate, partner or replayed message is not to be trusted."""


class ConflictError(RefusedError):
    """The same key arrived before with other content."""


class RepeatedError(RefusedError):
    """The same message arrived long before: it is here, has no second effect, and is kept as evidence of a replay."""


class UnavailableError(TenprintError):
    """A partner, shard or server did not answer; the same call may succeed later."""


class CorruptionError(TenprintError):
    """Stored data does not match its checksum or chain."""
