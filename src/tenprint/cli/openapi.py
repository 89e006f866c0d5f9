"""`tenprint openapi`: the OpenAPI file of a role's interface."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from tenprint.api.roles.app import skeleton

app = typer.Typer()


@app.command()
def openapi(
    role: Annotated[str, typer.Argument(help="booking, state, criminal, immigration or enforcement.")],
) -> None:
    """Print it as JSON."""
    typer.echo(json.dumps(skeleton(role).openapi(), indent=2))
