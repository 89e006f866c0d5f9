"""An agency's gateway as a server: HTTPS with mutual TLS, and an eye on the connections that TLS refuses."""

from __future__ import annotations

import ssl
from collections.abc import Callable

import uvicorn

from tenprint.api.gateway import create_app
from tenprint.runtime.process import AgencyProcess


def gateway_server(process: AgencyProcess) -> uvicorn.Server:
    """Return the server of an agency's gateway, not running yet."""
    section = process.config.transport
    host, _, port = section.listen.rpartition(":")
    config = uvicorn.Config(
        create_app(process.agency),
        host=host,
        port=int(port),
        ssl_certfile=str(process.path(section.certificate)),
        ssl_keyfile=str(process.path(section.key)),
        ssl_ca_certs=str(process.path(section.authority)),
        ssl_cert_reqs=ssl.CERT_REQUIRED,
        log_level="warning",
        access_log=False,
    )
    config.load()
    assert config.ssl is not None
    watch_handshakes(config.ssl, process.connections.note)
    return uvicorn.Server(config)


def watch_handshakes(context: ssl.SSLContext, tell: Callable[[str], None]) -> None:
    """Have `tell` called with the reason of each handshake that fails for what the other side showed or sent.

    The event loop drops these errors unless it runs in debug mode, and no application is asked.
    """

    class Handshake(ssl.SSLObject):
        def do_handshake(self) -> None:
            try:
                super().do_handshake()
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError, ssl.SSLEOFError, ssl.SSLZeroReturnError):
                raise
            except ssl.SSLCertVerificationError as error:
                tell(f"gateway: certificate of the other side: {error.verify_message}")
                raise
            except ssl.SSLError as error:
                tell(f"gateway: {(error.reason or type(error).__name__).replace('_', ' ').lower()}")
                raise

    context.sslobject_class = Handshake
