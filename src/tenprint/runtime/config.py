"""The configuration of one agency's process: one TOML file, made by `tenprint init`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from tenprint import settings
from tenprint.exchange.partners import PartnerRegister
from tenprint.runtime import register
from tenprint.runtime.index import IndexSection


class AgencySection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who this is."""

    name: str
    role: Literal["booking", "state", "criminal", "immigration", "enforcement"]


class StorageSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where it keeps what: keys and gallery in `folder`, the database at `url` (SQLite in the folder where empty)."""

    folder: str
    url: str = ""


class TransportSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How messages travel.

    Attributes:
        kind: `https` (mutual TLS) or `nats` (JetStream).
        listen: HOST:PORT of this agency's gateway; health and metrics are served there too.
        nats: URL of the NATS server.
        addresses: name of a partner -> URL of its gateway.
        certificate, key, authority: PEM files for TLS.
        nats_log: log of the NATS server, at the agency that watches what the server refuses; nobody where empty.
    """

    kind: Literal["https", "nats"]
    listen: str
    nats: str = ""
    addresses: dict[str, str] = {}
    certificate: str = ""
    key: str = ""
    authority: str = ""
    nats_log: str = ""


class DropFolderSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A folder for agencies that only know files (`agency.booking.dropfolder`); none where `folder` is empty."""

    folder: str = ""


class MailSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The mail gateway; none where `address` is empty.

    Attributes:
        address: the gateway's own address.
        maildir: folder in Maildir form into which the mail server delivers what is for this address.
        smtp: HOST:PORT of the mail server that takes answers.
        senders: address of a permitted sender -> ORI that it may send for.
    """

    address: str = ""
    maildir: str = ""
    smtp: str = "127.0.0.1:25"
    senders: dict[str, str] = {}


class TelemetrySection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where traces go: `otlp` is the URL of an OpenTelemetry collector (OTLP over HTTP); nowhere where empty."""

    otlp: str = ""


class WebhooksSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which addresses callers may register: `allowed` has prefixes, as https://records.example/hooks; none is allowed
    where it is empty, and no webhook can be registered.
    """

    allowed: list[str] = []


class AgencyConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file.

    Attributes:
        partners: file of the partner register (JSON), relative to the configuration file.
        policies: folder of policies that go before the packaged ones; none where empty.
        activation: version of the activation registry, or a registry file; the simulated one where empty.
        gallery: what a repository searches; of the criminal and the immigration role.
    """

    agency: AgencySection
    storage: StorageSection
    transport: TransportSection
    partners: str = "partners.json"
    policies: str = ""
    activation: str = ""
    dropfolder: DropFolderSection = DropFolderSection()
    mail: MailSection = MailSection()
    telemetry: TelemetrySection = TelemetrySection()
    webhooks: WebhooksSection = WebhooksSection()
    gallery: IndexSection = IndexSection()


def load(path: Path) -> AgencyConfig:
    """Read a configuration file.

    Raises:
        ConfigurationError: it is missing or not sound.
    """
    return settings.load(AgencyConfig, path)


def read_partners(path: Path) -> PartnerRegister:
    """Read a partner register.

    Raises:
        ConfigurationError: it is missing or not sound.
    """
    return PartnerRegister(register.read(path))
