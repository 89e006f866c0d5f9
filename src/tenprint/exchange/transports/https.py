"""Delivery over HTTPS with mutual TLS: both sides show a certificate of the deployment's authority."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import httpx

from tenprint.errors import RefusedError, UnavailableError
from tenprint.exchange.transports import Transport
from tenprint.exchange.transports.tls import client_context

PATH = "/exchange/messages"
MEDIA_TYPE = "application/vnd.tenprint.envelope"
TIMEOUT_SECONDS = 30.0
ACCEPTED = 202
HERE_SINCE_LONG = 208  # RFC 5842, section 7.1: nothing was done, because it was done before
FINAL = frozenset({400, 403, 409, 413})  # the receiver looked at it and refused


class HttpsTransport(Transport):
    """Posts signed envelopes to partners' gateways.

    Args:
        addresses: name of a partner -> base URL.
        certificate, key: PEM files of this agency.
        authority: PEM file of the authority that partners' certificates must come from.
    """

    def __init__(self, addresses: Mapping[str, str], *, certificate: Path, key: Path, authority: Path) -> None:
        context = client_context(certificate, key, authority)
        self._addresses = dict(addresses)
        self._client = httpx.Client(verify=context, timeout=TIMEOUT_SECONDS, trust_env=False)

    def deliver(self, receiver: str, data: bytes) -> None:
        """Post one envelope; returns when the receiver answered that it is stored.

        Raises:
            UnavailableError: no connection, no answer, or a passing fault there.
            RefusedError: the receiver refused it.
        """
        try:
            url = self._addresses[receiver]
        except KeyError:
            raise UnavailableError(
                f"no address of {receiver!r}", where="transport.addresses", remedy="Add it to the configuration."
            ) from None
        try:
            answer = self._client.post(url + PATH, content=data, headers={"Content-Type": MEDIA_TYPE})
        except httpx.HTTPError as error:
            raise UnavailableError(f"{receiver} did not answer: {error}", where=url) from error
        if answer.status_code in (ACCEPTED, HERE_SINCE_LONG):
            return
        if answer.status_code in FINAL:
            raise RefusedError(f"{receiver} refused the message: {answer.text[:300]}", where=url)
        raise UnavailableError(f"{receiver} answered {answer.status_code}", where=url)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()
