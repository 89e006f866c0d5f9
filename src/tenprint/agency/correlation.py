"""The name under which all messages of one booking belong together."""

from __future__ import annotations

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
