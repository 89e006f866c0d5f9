"""Configuration of a deployment's NATS server: TLS on both sides, and each agency to its own messages alone.

Who connects is who the certificate says (`verify_and_map`). An agency may send to every other, and receive only what is
for it: its own consumer, its own inbox of replies. The signature of each message is checked all the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from tenprint.exchange.transports.nats import STREAM, SUBJECT, inbox_prefix
from tenprint.runtime.certificates import Authority

FOLDER = "nats"
FILE = "server.conf"
LOG = "log/server.log"  # in the folder; agencies that watch it need no right to the rest
LOG_BYTES = 16 * 1024 * 1024  # after which the server begins a new one
LOGS = 4  # that are kept
WATCHER = "criminal"  # the agency that `tenprint init` has watch what the server refuses
SCHEME = "tls"
MOST_BYTES = 8 * 1024 * 1024  # of a message: a submission of fourteen uncompressed images is some 5 MB
HANDSHAKE_SECONDS = 5


def write_server(folder: Path, url: str, authority: Authority, agencies: Iterable[str]) -> Path:
    """Write certificate, key and configuration of the server at `url` into a deployment's folder; return the last.

    Start it with `nats-server -js -sd STORE -c FILE -a ADDRESS -p PORT`.
    """
    home = (folder / FOLDER).absolute()
    (home / LOG).parent.mkdir(parents=True)
    hosts = dict.fromkeys([urlsplit(url).hostname or "localhost", "127.0.0.1", "localhost"])
    authority.issue("nats", list(hosts), home / "certificate.pem", home / "certificate.key")
    users = "\n".join(_user(name) for name in agencies)
    file = home / FILE
    file.write_text(
        f"""# Configuration of the NATS server, made by `tenprint init`.
max_payload: {MOST_BYTES}
log_file: "{home / LOG}"
logfile_size_limit: {LOG_BYTES}
logfile_max_num: {LOGS}
tls {{
  cert_file: "{home / "certificate.pem"}"
  key_file: "{home / "certificate.key"}"
  ca_file: "{folder.absolute() / "authority.pem"}"
  verify_and_map: true
  timeout: {HANDSHAKE_SECONDS}
}}
authorization {{
  users: [
{users}
  ]
}}
""",
        encoding="utf-8",
    )
    return file


def _user(name: str) -> str:
    consumer = f"{STREAM}.{name}"
    publish = [
        f"{SUBJECT}.*",
        f"$JS.API.STREAM.CREATE.{STREAM}",
        f"$JS.API.STREAM.INFO.{STREAM}",
        "$JS.API.STREAM.NAMES",
        f"$JS.API.CONSUMER.CREATE.{consumer}",
        f"$JS.API.CONSUMER.CREATE.{consumer}.{SUBJECT}.{name}",
        f"$JS.API.CONSUMER.DURABLE.CREATE.{consumer}",
        f"$JS.API.CONSUMER.INFO.{consumer}",
        f"$JS.API.CONSUMER.MSG.NEXT.{consumer}",
        f"$JS.ACK.{consumer}.>",
    ]
    allowed = ", ".join(f'"{subject}"' for subject in publish)
    return f"""    {{ user: "CN={name}", permissions: {{
      publish: {{ allow: [{allowed}] }}
      subscribe: {{ allow: ["{inbox_prefix(name)}.>"] }}
    }} }}"""
