"""The name under which all messages of one booking belong together."""

from __future__ import annotations

from tenprint.errors import RefusedError, Where
from tenprint.ids import ORI, TCN


def correlate(ori: str, tcn: str) -> str:
    """Return `ORI:TCN` of the first submission.

    Raises:
        ValueFormatError: not an ORI or not a TCN.
    """
    return f"{ORI(ori)}:{TCN(tcn)}"


def ori_of(correlation: str) -> str:
    """Return the ORI of the booking agency."""
    return correlation.partition(":")[0]


def tcn_of(correlation: str) -> str:
    """Return the TCN of the first submission."""
    return correlation.partition(":")[2]


def check_reference(tcr: str, correlation: str) -> None:
    """Hold an answer's reference against the booking in whose name it came.

    Raises:
        RefusedError: the answer is to another transaction.
    """
    if tcr != tcn_of(correlation):
        raise RefusedError(
            f"the answer refers to {tcr!r}, not to the transaction of {correlation}",
            where=Where(record="Type-1", field="1.010 TCR"),
            remedy="Nothing was taken over. Ask the sender which transaction it answered.",
        )
