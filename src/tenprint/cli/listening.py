"""Where a service that anybody with a token may ask listens: beyond this machine with TLS alone."""

from __future__ import annotations

from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from tenprint.errors import UsageError

LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


def serve(app: Starlette, listen: str, certificate: Path | None, key: Path | None) -> None:
    """Serve until stopped.

    Raises:
        UsageError: see `place_to_listen`.
    """
    host, port = place_to_listen(listen, certificate, key)
    uvicorn.run(
        app,
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
