"""Error codes of the EBTS and the messages (2.060) that carry them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# EBTS 9.1, 2.060: 1 to 11 messages of up to 300 characters.
MOST_MESSAGES = 11
MESSAGE_LENGTH = 300

# Code -> meaning, in our own words. Source: EFTS 7, appendix on error messages; L0008 from memory.
ERROR_CODES: dict[str, str] = {
    "A0004": "The agency is not authorised for this type of transaction",
    "E0001": "A mandatory field is missing",
    "E0002": "A field's value is not valid",
    "E0003": "A field's value is out of range",
    "E0004": "A record cannot be parsed",
    "E0005": "A field cannot be parsed",
    "E0006": "Fields contradict each other",
    "H0001": "The header cannot be read",
    "H0002": "The header names no known agency",
    "H0003": "The header's type of transaction is not known",
    "L0008": "The quality of the prints is too low to be used",
}


@dataclass(frozen=True, slots=True)
class ErrorMessage:
    """One message of an error answer.

    Attributes:
        code: a code of `ERROR_CODES`, or another four digits after a letter.
        text: what is wrong here; the code's own meaning where empty.
        field: the field it is about, `2.018`, empty where it is about none.
    """

    code: str
    text: str = ""
    field: str = ""

    def __str__(self) -> str:
        words = self.text or ERROR_CODES.get(self.code, "")
        place = f"{self.field}: " if self.field else ""
        return f"{self.code} - {place}{words}".rstrip(" -")


def message_texts(messages: Sequence[ErrorMessage | str]) -> list[str]:
    """Return messages as 2.060 carries them: at most eleven, the last then saying how many are left out."""
    texts = [_printable(str(message))[:MESSAGE_LENGTH] for message in messages]
    if len(texts) > MOST_MESSAGES:
        left = len(texts) - MOST_MESSAGES + 1
        texts = [*texts[: MOST_MESSAGES - 1], f"{left} more errors are not listed"]
    return texts


def _printable(text: str) -> str:
    return "".join(c if " " <= c <= "~" else "?" for c in text)
