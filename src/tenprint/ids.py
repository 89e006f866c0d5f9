"""Typed identifiers of the field. Each is a string that was checked once, when it was made.

Lengths and characters: EBTS 9.1, fields 1.008 (ORI), 1.009 (TCN), 2.014 (FBI number), 2.015 (SID).
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from typing import ClassVar, Self

from tenprint.errors import ValueFormatError, Where


class Identifier(str):
    """A string of a fixed form; `Identifier(text)` raises `ValueFormatError` for any other form."""

    __slots__ = ()
    pattern: ClassVar[re.Pattern[str]] = re.compile(r".+")
    form: ClassVar[str] = "at least one character"

    def __new__(cls, text: str) -> Self:
        """Check the form and make the identifier."""
        if not cls.pattern.fullmatch(text):
            raise ValueFormatError(
                f"{text!r} is no {cls.__name__}",
                where=Where(field=cls.__name__),
                remedy=f"Expected {cls.form}.",
            )
        return super().__new__(cls, text)


class ORI(Identifier):
    """Originating agency identifier, nine characters: state, county, agency (EBTS 1.008)."""

    __slots__ = ()
    pattern = re.compile(r"[A-Z]{2}[A-Z0-9]{7}")
    form = "nine characters: two letters, then seven letters or digits, as MO0953100"


class TCN(Identifier):
    """Transaction control number, chosen by the sender, 10 to 40 printable characters (EBTS 1.009)."""

    __slots__ = ()
    pattern = re.compile(r"[\x20-\x7e]{1,40}")
    form = "1 to 40 printable ASCII characters"


class SID(Identifier):
    """State identification number, two letters of the state and up to eight characters (EBTS 2.015)."""

    __slots__ = ()
    pattern = re.compile(r"[A-Z]{2}[A-Z0-9-]{1,8}")
    form = "two letters and up to eight characters, as MO01234567"


class FBINumber(Identifier):
    """Number of a subject in the national criminal-history repository (EBTS 2.014)."""

    __slots__ = ()
    pattern = re.compile(r"[0-9A-Z]{1,9}")
    form = "one to nine letters or digits"


class FIN(Identifier):
    """Fingerprint identification number of a subject in the immigration repository."""

    __slots__ = ()
    pattern = re.compile(r"FIN[0-9]{10}")
    form = "FIN and ten digits"


class FIPS(Identifier):
    """County code, two digits of the state and three of the county (ANSI INCITS 31)."""

    __slots__ = ()
    pattern = re.compile(r"[0-9]{5}")
    form = "five digits, as 29510"


class MessageId(Identifier):
    """Identifier of a message between agencies: 32 hexadecimal digits."""

    __slots__ = ()
    pattern = re.compile(r"[0-9a-f]{32}")
    form = "32 hexadecimal digits"


def new_message_id() -> MessageId:
    """Return a fresh identifier that sorts by time (as UUID version 7, RFC 9562 section 5.7)."""
    milliseconds = int(time.time() * 1000)
    return MessageId(f"{milliseconds:012x}{os.urandom(10).hex()}")


def derived_message_id(*parts: str) -> MessageId:
    """Return the one identifier that these parts always give.

    A step that is repeated after a crash must send the same message, not a second one; so what causes a message
    determines its identifier.
    """
    digest = hashlib.sha256("\x1f".join(parts).encode())
    return MessageId(digest.hexdigest()[:32])
