"""`tenprint serve gallery`: a gallery in shards as a service."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from tenprint.api.gallery.app import create_app
from tenprint.api.gallery.service import Service
from tenprint.api.osia.tokens import Tokens
from tenprint.cli.listening import place_to_listen, serve
from tenprint.cli.osia import KEY
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
    place_to_listen(listen, certificate, key)  # before anything is made
    configure(json=True)
    state.mkdir(parents=True, exist_ok=True)
    section = load(config) if config is not None else GallerySection(str(state / FOLDER))
    given = {"shards": shards, "copies": copies, "cluster": cluster, "hosts": list(hosts)}
    section = msgspec.structs.replace(section, **{name: value for name, value in given.items() if value})
    with Service(open_shards(section), state) as service:
        serve(create_app(service, Tokens.at(state / KEY)), listen, certificate, key)
