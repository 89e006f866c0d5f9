"""`tenprint console`: the web console of a demo's world, or of one agency of a deployment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tenprint.console.oversight.books import shelf_in
from tenprint.console.serving import LOCAL, agency_house, demo_house, server
from tenprint.errors import UsageError

app = typer.Typer()


@app.command()
def console(
    state: Annotated[Path | None, typer.Option(help="Folder of a demo's world.")] = None,
    config: Annotated[Path | None, typer.Option(help="Configuration file of one agency.")] = None,
    host: Annotated[str, typer.Option(help="Where to listen; other than this machine only with a certificate.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(help="On which port.")] = 8080,
    certificate: Annotated[Path | None, typer.Option(help="PEM file for TLS.")] = None,
    key: Annotated[Path | None, typer.Option(help="Its private key.")] = None,
) -> None:
    """Open the web console until it is stopped (Ctrl-C)."""
    if (state is None) == (config is None):
        raise UsageError("one world is looked at", remedy="Say --state FOLDER (a demo) or --config FILE (an agency).")
    if state is not None:
        if host not in LOCAL:
            raise UsageError("a demo lets anybody be anybody", remedy="It is served on this machine only.")
        serve_demo(state, host, port)
        return
    if host not in LOCAL and (certificate is None or key is None):
        raise UsageError("passwords do not travel in the clear", remedy="Give --certificate and --key.")
    assert config is not None
    with agency_house(config, secure=certificate is not None) as house:
        shelf_in(house)  # what no look counted before is counted now, not at somebody's first page
        typer.echo(f"The console is at {'https' if certificate else 'http'}://{host}:{port}/", err=True)
        server(house, host, port, certificate=certificate, key=key).run()


def serve_demo(folder: Path, host: str, port: int) -> None:
    """Serve the console of a demo's world until it is stopped."""
    with demo_house(folder, scenes=True) as house:
        shelf_in(house)
        typer.echo(f"The console is at http://{host}:{port}/; stop it with Ctrl-C.", err=True)
        server(house, host, port).run()
