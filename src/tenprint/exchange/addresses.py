"""Addresses that this installation calls because a client names them: only those that the operator allows (CWE-918)."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

import httpx

from tenprint.errors import LimitError, UnavailableError, UsageError

PORTS = {"http": 80, "https": 443}
LARGEST_BYTES = 64 * 1024 * 1024  # of what is fetched
SECONDS = 10.0  # a server has so long to answer


class AllowedAddresses:
    """Prefixes of addresses that this installation may call; without any, it calls nobody.

    Scheme, host and port must be the same, and the path must begin with the prefix's. Redirects are not followed.
    """

    def __init__(self, prefixes: Iterable[str]) -> None:
        self._prefixes = [_parts(prefix) for prefix in prefixes]

    def allows(self, address: str) -> bool:
        """Whether an address may be called."""
        try:
            parts = _parts(address)
        except UsageError:
            return False
        return any(
            _origin(parts) == _origin(allowed) and _below(parts.path, allowed.path) for allowed in self._prefixes
        )

    def require(self, address: str, what: str) -> None:
        """Refuse an address that is not allowed.

        Raises:
            UsageError: it is not.
        """
        if not self.allows(address):
            raise UsageError(
                f"{what} at an address that this installation may not call",
                where="request",
                remedy="Send the data itself, or let the operator allow the address.",
            )

    def fetch(self, address: str, what: str) -> bytes:
        """Return what lies behind an allowed address.

        Raises:
            UsageError: the address is not allowed, or nothing is there.
            LimitError: it is too large.
            UnavailableError: the server did not answer.
        """
        self.require(address, what)
        try:
            with (
                httpx.Client(trust_env=False, timeout=SECONDS, follow_redirects=False) as client,
                client.stream("GET", address) as answer,
            ):
                if answer.status_code != httpx.codes.OK:
                    raise UsageError(f"{what}: the server answered {answer.status_code}", where="request")
                data = bytearray()
                for part in answer.iter_bytes():
                    data += part
                    if len(data) > LARGEST_BYTES:
                        raise LimitError(f"{what} is larger than {LARGEST_BYTES} bytes", where="request")
                return bytes(data)
        except httpx.HTTPError as error:
            raise UnavailableError(f"{what}: the server did not answer ({type(error).__name__})") from error


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        raise UsageError("not an address") from None
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None or parts.password is not None:
        raise UsageError("an address is http or https, with a host, without a user")
    return parts


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    return parts.scheme, (parts.hostname or "").casefold(), parts.port or PORTS[parts.scheme]


def _below(path: str, prefix: str) -> bool:
    if ".." in path.split("/") or "%2e" in path.casefold() or "\\" in path:
        return False
    return path == prefix or path.startswith(prefix.rstrip("/") + "/")
