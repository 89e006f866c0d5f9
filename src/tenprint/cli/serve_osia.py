"""`tenprint serve osia`: the OSIA ABIS interface on an engine gallery of its own."""

from __future__ import annotations

from pathlib import Path

from tenprint.api.osia.app import create_app
from tenprint.api.osia.store import Store
from tenprint.api.osia.tokens import Tokens
from tenprint.cli.listening import place_to_listen, serve
from tenprint.cli.osia import KEY
from tenprint.runtime.index import IndexSection
from tenprint.runtime.logs import configure


def serve_osia(
    state: Path,
    listen: str,
    *,
    certificate: Path | None,
    key: Path | None,
    references: list[str],
    callbacks: list[str],
    galleries: IndexSection,
) -> None:
    """Run until stopped.

    Raises:
        UsageError: no such place to listen at, or one beyond this machine without TLS.
    """
    place_to_listen(listen, certificate, key)  # before anything is made
    configure(json=True)
    with Store(state, references=references, callbacks=callbacks, galleries=galleries) as store:
        serve(create_app(store, Tokens.at(state / KEY)), listen, certificate, key)
