"""What both ends of a connection ask of TLS."""

from __future__ import annotations

import ssl
from pathlib import Path


def client_context(certificate: Path, key: Path, authority: Path) -> ssl.SSLContext:
    """Return a context that shows our certificate and trusts only the deployment's authority; TLS 1.3."""
    context = ssl.create_default_context(cafile=str(authority))
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(certificate, key)
    return context
