"""`tenprint serve`: one agency as a process of its own."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from tenprint.api.gateway import create_app
from tenprint.errors import UsageError
from tenprint.runtime.config import load
from tenprint.runtime.logs import configure
from tenprint.runtime.process import AgencyProcess
from tenprint.simulate.population import simulated_registry

app = typer.Typer()
SIMULATED, OSIA = "simulated", "osia"


@app.command()
def serve(
    role: Annotated[str, typer.Argument(help="booking, state, criminal, immigration, enforcement; or osia.")],
    config: Annotated[Path | None, typer.Option(help="Configuration file, as `tenprint init` makes it.")] = None,
    state: Annotated[Path | None, typer.Option(help="osia: folder of its database, keys and galleries.")] = None,
    listen: Annotated[str, typer.Option(help="osia: HOST:PORT.")] = "127.0.0.1:7181",
    certificate: Annotated[Path | None, typer.Option(help="osia: certificate for TLS, PEM.")] = None,
    key: Annotated[Path | None, typer.Option(help="osia: its key, PEM.")] = None,
    allow_reference: Annotated[
        list[str] | None, typer.Option(help="osia: address below which images may be fetched; none by default.")
    ] = None,
    allow_callback: Annotated[
        list[str] | None, typer.Option(help="osia: address below which answers may be posted; none by default.")
    ] = None,
) -> None:
    """Run one agency: its gateway, its API, its workers, its transport; or the OSIA interface. Until it is stopped."""
    if role == OSIA:
        if state is None:
            raise UsageError("say where the OSIA interface keeps its data", where="--state")
        from tenprint.cli.serve_osia import serve_osia

        serve_osia(
            state,
            listen,
            certificate=certificate,
            key=key,
            references=allow_reference or [],
            callbacks=allow_callback or [],
        )
        return
    if config is None:
        raise UsageError("an agency needs its configuration", where="--config", remedy="Make one with `tenprint init`.")
    configure(json=True)
    file = load(config)
    if file.agency.role != role:
        raise UsageError(f"the configuration is of the role {file.agency.role!r}, not {role!r}", where=str(config))
    registry = simulated_registry() if file.activation == SIMULATED else None
    with AgencyProcess(config, activation=registry) as process:
        process.start()
        host, _, port = file.transport.listen.rpartition(":")
        uvicorn.run(
            create_app(process.agency),
            host=host,
            port=int(port),
            ssl_certfile=str(process.path(file.transport.certificate)),
            ssl_keyfile=str(process.path(file.transport.key)),
            ssl_ca_certs=str(process.path(file.transport.authority)),
            ssl_cert_reqs=ssl.CERT_REQUIRED,
            log_level="warning",
            access_log=False,
        )
