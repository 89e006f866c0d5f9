"""One agency as a process of its own: configuration -> agency, transport and workers."""

from __future__ import annotations

import functools
import ssl
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from tenprint.agency import webhooks
from tenprint.agency.base import Agency
from tenprint.agency.connections import CONNECTIONS_SECONDS, RefusedConnections, keep
from tenprint.clock import Clock, SystemClock
from tenprint.errors import ConfigurationError
from tenprint.exchange.transports.https import HttpsTransport
from tenprint.exchange.transports.nats import NatsTransport
from tenprint.exchange.transports.tls import client_context
from tenprint.policy import ActivationRegistry, PolicyStore
from tenprint.runtime import tracing
from tenprint.runtime.config import AgencyConfig, load, read_partners
from tenprint.runtime.files import FILE_SECONDS, file_gateways
from tenprint.runtime.nats_log import NatsLog
from tenprint.runtime.nats_server import SCHEME
from tenprint.runtime.register import RELOAD_SECONDS, Renewal
from tenprint.runtime.station import Workers, build_agency, close_agency


class AgencyProcess:
    """What `tenprint serve` runs. Use as a context manager; `start()` begins to work and to receive.

    Args:
        file: the configuration.
        activation, clock: instead of those that it names.
        desk: for somebody who looks and acts beside the agency's own process: whatever it has for itself, a gallery,
            is not opened. Not to be started.
    """

    def __init__(
        self,
        file: Path,
        *,
        activation: ActivationRegistry | None = None,
        clock: Clock | None = None,
        desk: bool = False,
    ) -> None:
        self.config: AgencyConfig = load(file)
        self.root = file.parent
        policies = PolicyStore(self.root / self.config.policies if self.config.policies else None)
        registry = activation or _registry(policies, self.config.activation)
        self.transport = self._transport()
        self.agency: Agency = build_agency(
            self.config.agency.role,
            self.root / self.config.storage.folder,
            partners=read_partners(self.root / self.config.partners),
            transport=self.transport,
            clock=clock or SystemClock(),
            policies=policies,
            activation=registry,
            database_url=self.config.storage.url or None,
            name=self.config.agency.name,
            gallery=None if desk else self.config.gallery,
            root=self.root,
        )
        if self.config.webhooks.allowed:
            webhooks.allow(self.agency, self.config.webhooks.allowed)
        self.connections = RefusedConnections(self.agency)
        self._workers = Workers()
        otlp = self.config.telemetry.otlp
        self._tracing = tracing.start(otlp, agency=self.agency.name, role=self.agency.role) if otlp else None
        self._renewal = Renewal(self.agency, self.root / self.config.partners, self.root / self.config.storage.folder)
        self._renewal.step()

    def start(self) -> None:
        """Start the workers, and with NATS the receiver; over HTTPS the gateway receives."""
        self._workers.start(self.agency)
        self._workers.add("register", self._renewal.step, RELOAD_SECONDS)
        for watched in self.watched():
            self._workers.add("connections", watched, CONNECTIONS_SECONDS)
        if self.config.webhooks.allowed:
            self._workers.add("webhooks", lambda: webhooks.work(self.agency), webhooks.WEBHOOK_SECONDS)
        for name, gateway in file_gateways(self.config, self.root, self.agency).items():
            self._workers.add(name, gateway, FILE_SECONDS)
        if isinstance(self.transport, NatsTransport):
            self.transport.receive(self.agency.receive)

    def close(self) -> None:
        """Stop everything."""
        self._workers.stop()
        self.transport.close()
        close_agency(self.agency)
        if self._tracing:
            self._tracing.shutdown()

    def __enter__(self) -> AgencyProcess:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def watched(self) -> list[Callable[[], bool]]:
        """Return what looks for connections that were refused: at the gateway, and at the NATS server."""
        found: list[Callable[[], bool]] = [self.connections.step]
        if self.config.transport.nats_log:
            place = self.root / self.config.storage.folder / "nats_log.json"
            found.append(
                NatsLog(self.root / self.config.transport.nats_log, place, functools.partial(keep, self.agency)).step
            )
        return found

    def path(self, name: str) -> Path:
        """Return a path of the configuration, which is relative to its file."""
        return self.root / name

    def _transport(self) -> HttpsTransport | NatsTransport:
        section = self.config.transport
        if section.kind == "nats":
            if not section.nats:
                raise ConfigurationError("transport.nats is empty", remedy="Give the URL of the NATS server.")
            return NatsTransport(section.nats, self.config.agency.name, tls=self._tls())
        return HttpsTransport(
            section.addresses,
            certificate=self.path(section.certificate),
            key=self.path(section.key),
            authority=self.path(section.authority),
        )

    def _tls(self) -> ssl.SSLContext | None:
        section = self.config.transport
        if urlsplit(section.nats).scheme != SCHEME:
            return None
        return client_context(self.path(section.certificate), self.path(section.key), self.path(section.authority))


def _registry(policies: PolicyStore, name: str) -> ActivationRegistry:
    """Return the named version of the registry; where none is named, nobody takes part."""
    if name:
        return policies.activation(name)
    raise ConfigurationError(
        "no activation registry is named",
        where="activation",
        remedy="Name a version of the policy folder, or `simulated` for the synthetic one.",
    )
