"""Galleries for one-to-many search."""

from __future__ import annotations

import typer

from tenprint.cli import (
    gallery_compact,
    gallery_create,
    gallery_enrol,
    gallery_info,
    gallery_search,
    gallery_service,
    gallery_verify,
)

app = typer.Typer(no_args_is_help=True, help=__doc__)


@app.callback()
def gallery() -> None:
    """Galleries for one-to-many search."""


app.command("create")(gallery_create.create)
app.command("enrol")(gallery_enrol.enrol)
app.command("search")(gallery_search.search)
app.command("info")(gallery_info.info)
app.command("verify")(gallery_verify.verify)
app.command("compact")(gallery_compact.compact)
app.add_typer(gallery_service.app, name="service")
