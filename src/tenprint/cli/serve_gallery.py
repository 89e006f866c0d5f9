"""`tenprint serve gallery`: a gallery in shards as a service."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import uvicorn

from tenprint.api.gallery.app import create_app
from tenprint.api.gallery.service import Service
from tenprint.api.osia.tokens import Tokens
from tenprint.cli.osia import KEY
from tenprint.cli.serve_osia import place_to_listen
from tenprint.errors import UsageError
from tenprint.runtime.gallery import GallerySection, load, open_shards
from tenprint.runtime.logs import configure

FOLDER = "shards"


def serve_gallery(
    config: Path | None,
    state: Path | None,
    listen: str,
    *,
    shards: int,
    copies: int,
    cluster: str,
    hosts: Sequence[str],
    certificate: Path | None,
    key: Path | None,
) -> None:
    """Run until stopped; what is given by options goes before the configuration file.

    Raises:
        UsageError: no folder, no such place to listen at, or one beyond this machine without TLS.
    """
    if state is None:
        raise UsageError("say where the gallery's service keeps its key and audit log", where="--state")
    host, port = place_to_listen(listen, certificate, key)
    configure(json=True)
    state.mkdir(parents=True, exist_ok=True)
    section = load(config) if config is not None else GallerySection(str(state / FOLDER))
    given = {"shards": shards, "copies": copies, "cluster": cluster, "hosts": list(hosts)}
    section = msgspec.structs.replace(section, **{name: value for name, value in given.items() if value})
    with Service(open_shards(section), state) as service:
        uvicorn.run(
            create_app(service, Tokens.at(state / KEY)),
            host=host,
            port=port,
            ssl_certfile=str(certificate) if certificate else None,
            ssl_keyfile=str(key) if key else None,
            log_level="warning",
            access_log=False,
        )
