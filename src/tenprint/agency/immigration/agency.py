"""The immigration biometrics as an agency: the base and its master file of encounters."""

from __future__ import annotations

from typing import Any

from tenprint.agency.base import Agency
from tenprint.agency.masterfile import MasterFile


class ImmigrationAgency(Agency):
    """An agency that owns a master file of encounters."""

    role = "immigration"

    def __init__(self, name: str, *, masterfile: MasterFile, **base: Any) -> None:
        super().__init__(name, **base)
        self.masterfile = masterfile
