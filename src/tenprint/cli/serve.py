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
SIMULATED = "simulated"


@app.command()
def serve(
    role: Annotated[str, typer.Argument(help="booking, state, criminal, immigration or enforcement.")],
    config: Annotated[Path, typer.Option(help="Configuration file, as `tenprint init` makes it.")],
) -> None:
    """Run one agency: its gateway, its workers, its transport, until it is stopped."""
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
