"""Options that the policy commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Policies = Annotated[
    Path | None,
    typer.Option("--policies", help="Folder of own policy files; they go before those of the package."),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")]
