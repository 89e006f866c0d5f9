"""The criminal-history repository as an agency: the base and its master file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tenprint.agency.base import Agency
from tenprint.agency.masterfile import MasterFile
from tenprint.agency.prints import Captured, capture


class CriminalAgency(Agency):
    """An agency that owns a master file of ten-prints."""

    role = "criminal"

    def __init__(self, name: str, *, masterfile: MasterFile, **base: Any) -> None:
        super().__init__(name, **base)
        self.masterfile = masterfile
        self.capture: Callable[..., Captured] = capture  # of a transaction; see `agency.prints`
