"""`tenprint serve osia`: the OSIA ABIS interface on an engine gallery of its own."""

from __future__ import annotations

from pathlib import Path

import uvicorn

from tenprint.api.osia.app import create_app
from tenprint.api.osia.store import Store
from tenprint.api.osia.tokens import Tokens
from tenprint.cli.osia import KEY
from tenprint.errors import UsageError
from tenprint.runtime.logs import configure

LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


def serve_osia(
    state: Path,
    listen: str,
    *,
    certificate: Path | None,
    key: Path | None,
    references: list[str],
    callbacks: list[str],
) -> None:
    """Run until stopped.

    Raises:
        UsageError: no such place to listen at, or one beyond this machine without TLS.
    """
    host, port = place_to_listen(listen, certificate, key)
    configure(json=True)
    with Store(state, references=references, callbacks=callbacks) as store:
        uvicorn.run(
            create_app(store, Tokens.at(state / KEY)),
            host=host,
            port=port,
            ssl_certfile=str(certificate) if certificate else None,
            ssl_keyfile=str(key) if key else None,
            log_level="warning",
            access_log=False,
        )


def place_to_listen(listen: str, certificate: Path | None, key: Path | None) -> tuple[str, int]:
    """Return host and port.

    Raises:
        UsageError: no such place to listen at, or one beyond this machine without TLS.
    """
    host, _, port = listen.rpartition(":")
    if not host or not port.isdigit():
        raise UsageError("say where to listen as HOST:PORT", where="--listen")
    if host.strip("[]") not in LOCAL and (certificate is None or key is None):
        raise UsageError(
            "biometric data does not leave a machine unencrypted",
            where="--listen",
            remedy="Give --certificate and --key, or listen at 127.0.0.1.",
        )
    return host.strip("[]"), int(port)
