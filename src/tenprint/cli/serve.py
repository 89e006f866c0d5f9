"""`tenprint serve`: one agency as a process of its own; the OSIA interface; a gallery in shards."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tenprint.api.serving import gateway_server
from tenprint.errors import UsageError
from tenprint.runtime.config import load
from tenprint.runtime.gallery import PROCESSES
from tenprint.runtime.index import IndexSection
from tenprint.runtime.logs import configure
from tenprint.runtime.process import AgencyProcess
from tenprint.simulate.population import simulated_registry

app = typer.Typer()
SIMULATED, OSIA, GALLERY = "simulated", "osia", "gallery"


@app.command()
def serve(
    role: Annotated[str, typer.Argument(help="booking, state, criminal, immigration, enforcement; osia; or gallery.")],
    config: Annotated[
        Path | None, typer.Option(help="Configuration file: of `tenprint init`, or of the gallery.")
    ] = None,
    state: Annotated[Path | None, typer.Option(help="osia, gallery: folder of databases, keys, and galleries.")] = None,
    listen: Annotated[str, typer.Option(help="osia, gallery: HOST:PORT.")] = "127.0.0.1:7181",
    certificate: Annotated[Path | None, typer.Option(help="osia, gallery: certificate for TLS, PEM.")] = None,
    key: Annotated[Path | None, typer.Option(help="osia, gallery: its key, PEM.")] = None,
    allow_reference: Annotated[
        list[str] | None, typer.Option(help="osia: address below which images may be fetched; none by default.")
    ] = None,
    allow_callback: Annotated[
        list[str] | None, typer.Option(help="osia: address below which answers may be posted; none by default.")
    ] = None,
    shards: Annotated[
        int, typer.Option(min=0, help="gallery, osia: number of shards; more than before are filled.")
    ] = 0,
    copies: Annotated[int, typer.Option(min=0, help="gallery, osia: copies of each shard.")] = 0,
    cluster: Annotated[
        str, typer.Option(help="gallery, osia: processes, threads, or a Ray cluster: HOST:PORT, auto, local.")
    ] = "",
    host: Annotated[
        list[str] | None, typer.Option(help="gallery, osia: name of a host that copies may be placed on.")
    ] = None,
) -> None:
    """Run until stopped: one agency, its gateway, API, workers and transport; or the OSIA interface; or a gallery."""
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
            galleries=IndexSection(
                kind="shards" if shards or cluster else "process",
                shards=shards,
                copies=copies,
                cluster=cluster or PROCESSES,
                hosts=host or [],
            ),
        )
        return
    if role == GALLERY:
        from tenprint.cli.serve_gallery import serve_gallery

        serve_gallery(
            config, state, listen, shards=shards, copies=copies, cluster=cluster, hosts=host or [],
            certificate=certificate, key=key,
        )  # fmt: skip
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
        gateway_server(process).run()
