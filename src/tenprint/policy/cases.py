"""Cases for explaining and comparing policies: JSON, one case a convictions list, nothing else."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tenprint.errors import InputError, Where
from tenprint.policy.model import Conviction


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A name that says which case it is, and the convictions of the person; no charge, no protected trait."""

    case: str
    convictions: tuple[Conviction, ...]


def read_cases(path: Path) -> list[Case]:
    """Read a JSON list of cases, or one JSON case a line (`.jsonl`).

    Raises:
        InputError: not JSON, or a field that has no place in a case.
    """
    try:
        data = path.read_bytes()
        if path.suffix == ".jsonl":
            cases = [msgspec.json.decode(line, type=Case) for line in data.splitlines() if line.strip()]
        else:
            cases = msgspec.json.decode(data, type=list[Case])
    except OSError as error:
        raise InputError(f"cannot read the cases: {error.strerror}", where=str(path)) from None
    except msgspec.MsgspecError as error:
        raise InputError(
            f"not a list of cases: {error}",
            where=Where(source=str(path)),
            remedy="A case has the fields case and convictions; a conviction offence, severity, date, sentence_days. "
            "Charges and traits of the person have no place in it.",
        ) from None
    if not cases:
        raise InputError("there is no case in the file", where=str(path), remedy="Give at least one.")
    return cases
