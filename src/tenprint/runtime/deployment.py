"""`tenprint init`: configurations, keys, certificates and a partner register for five agencies that run apart."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from tenprint.errors import UsageError
from tenprint.exchange.partners import Partner, PartnerKey
from tenprint.exchange.signature import SigningKey
from tenprint.runtime.certificates import Authority
from tenprint.runtime.nats_server import FOLDER, LOG, SCHEME, WATCHER, write_server
from tenprint.runtime.station import REPOSITORIES, ROLES

FIRST_PORT = 7101
KEY_DAYS = 397
_SEARCHED = """
# What is searched: a gallery of this process (the default), shards that it runs, or a gallery's service.
# [gallery]
# kind = "shards"
# shards = 4
"""


def create(
    folder: Path,
    *,
    transport: Literal["https", "nats"],
    database: str = "",
    nats: str = "tls://127.0.0.1:4222",
    host: str = "127.0.0.1",
    first_port: int = FIRST_PORT,
) -> list[Path]:
    """Write everything that five processes need; return the configuration files.

    Args:
        folder: an empty or new folder.
        transport: between the agencies.
        database: a URL with `{role}` in it, as `postgresql+psycopg://user@host/tenprint_{role}`; SQLite where empty.
        nats: URL of the NATS server; with `tls://` the server's certificate and configuration are written too.
        host, first_port: where the agencies' gateways listen, one port each.

    Raises:
        UsageError: the folder is not empty.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UsageError("the folder is not empty", where=str(folder), remedy="Name a new one: nothing is overwritten.")
    folder.mkdir(parents=True, exist_ok=True)
    now = dt.datetime.now(dt.UTC)
    authority = Authority("tenprint deployment", now)
    authority.write(folder / "authority.pem")
    addresses = {role: f"https://{host}:{first_port + number}" for number, role in enumerate(ROLES)}
    partners, files = [], []
    for role in ROLES:
        home = folder / role
        home.mkdir()
        key = SigningKey.at(home / "signing.pem")
        valid = PartnerKey(key.public, valid_from=now, valid_until=now + dt.timedelta(days=KEY_DAYS))
        partners.append(Partner(name=role, role=role, keys={key.identifier: valid}))
        authority.issue(role, [host, "localhost"], home / "certificate.pem", home / "certificate.key")
        files.append(folder / f"{role}.toml")
        files[-1].write_text(_configuration(role, transport, database, nats, addresses), encoding="utf-8")
    if transport == "nats" and urlsplit(nats).scheme == SCHEME:
        write_server(folder, nats, authority, ROLES)
    (folder / "partners.json").write_bytes(msgspec.json.format(msgspec.json.encode(partners), indent=2) + b"\n")
    return files


def _configuration(role: str, transport: str, database: str, nats: str, addresses: dict[str, str]) -> str:
    others = "\n".join(f'{name} = "{url}"' for name, url in addresses.items() if name != role)
    listen = addresses[role].removeprefix("https://")
    watches = transport == "nats" and urlsplit(nats).scheme == SCHEME and role == WATCHER
    return f"""# Configuration of the {role} agency, made by `tenprint init`. Paths are relative to this file.
partners = "partners.json"
activation = "simulated"

[agency]
name = "{role}"
role = "{role}"

[storage]
folder = "{role}"
url = "{database.format(role=role)}"

[transport]
kind = "{transport}"
listen = "{listen}"
nats = "{nats if transport == "nats" else ""}"
certificate = "{role}/certificate.pem"
key = "{role}/certificate.key"
authority = "authority.pem"
nats_log = "{f"{FOLDER}/{LOG}" if watches else ""}"

[transport.addresses]
{others}
{_SEARCHED if role in REPOSITORIES else ""}"""
