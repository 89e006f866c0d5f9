"""One agency of a deployment, reachable over real HTTPS with mutual TLS or real NATS, and what others send to it."""

from __future__ import annotations

import datetime as dt
import os
import threading
import time

import msgspec
import pytest
from sqlalchemy import select
from tests.support import servers

from tenprint.api.serving import gateway_server
from tenprint.errors import RefusedError
from tenprint.exchange.envelope import Envelope, SignedEnvelope, encode
from tenprint.exchange.messages import Submission
from tenprint.exchange.signature import SigningKey
from tenprint.exchange.tables import evidence, inbox
from tenprint.exchange.transports.https import HttpsTransport
from tenprint.exchange.transports.nats import NatsTransport
from tenprint.exchange.transports.tls import client_context
from tenprint.exchange.watch import alarms
from tenprint.ids import new_message_id
from tenprint.runtime.certificates import Authority
from tenprint.runtime.deployment import create
from tenprint.runtime.nats_server import FOLDER, LOG
from tenprint.runtime.process import AgencyProcess
from tenprint.simulate.population import simulated_registry

CORRELATION = "MO0953100:TCN0000000001"
SECONDS = 15.0


class Gateway:
    """The state agency of a deployment, reachable; nothing works its inbox off."""

    def __init__(self, folder, kind, stack):
        options = {"transport": "https", "first_port": servers.free_range(5)}
        if kind == "nats":
            options = {"transport": "nats", "nats": f"tls://127.0.0.1:{servers.free_port()}"}
        create(folder, **options)
        watcher = folder / "state.toml"  # the agency of these tests watches what the NATS server refuses
        watcher.write_text(watcher.read_text().replace('nats_log = ""', f'nats_log = "{FOLDER}/{LOG}"'))
        self.folder, self.kind = folder, kind
        if kind == "nats":
            port = int(options["nats"].rpartition(":")[2])
            stack.enter_context(servers.nats(folder / "nats" / "server.conf", port))
        self.process = stack.enter_context(AgencyProcess(folder / "state.toml", activation=simulated_registry()))
        self.agency = self.process.agency
        self.key = SigningKey.at(folder / "booking" / "signing.pem")
        section = self.process.config.transport
        if kind == "nats":
            self.sender = self.on_nats("booking")
            self.process.transport.receive(self.agency.receive)
        else:
            self._serve(section, stack)
            self.sender = self.client("booking")
        stack.callback(self.sender.close)

    def _serve(self, section, stack):
        server = gateway_server(self.process)
        server.config.log_level = "critical"
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        stack.callback(lambda: (setattr(server, "should_exit", True), thread.join(10)))
        servers.wait_for(int(section.listen.rpartition(":")[2]))
        self.address = f"https://{section.listen}"

    def client(self, role, folder=None):
        home = folder or self.folder / role
        return HttpsTransport(
            {"state": self.address},
            certificate=home / "certificate.pem",
            key=home / "certificate.key",
            authority=self.folder / "authority.pem",
        )

    def on_nats(self, name, home=None, authority=None):
        home = home or self.folder / name
        context = client_context(
            home / "certificate.pem", home / "certificate.key", authority or self.folder / "authority.pem"
        )
        return NatsTransport(self.process.config.transport.nats, name, tls=context)

    def message(self, *, key=None, **change):
        values = {
            "id": str(new_message_id()),
            "type": "submission",
            "sender": "booking",
            "receiver": "state",
            "purpose": "criminal",
            "correlation": CORRELATION,
            "causation": None,
            "priority": 4,
            "sent_at": dt.datetime.now(dt.UTC),
            "payload": msgspec.msgpack.encode(Submission(b"x" * 200)),
        }
        data = encode(Envelope(**(values | change)))
        return encode(SignedEnvelope(envelope=data, signature=(key or self.key).sign(data)))

    def waiting(self):
        return self.rows(inbox)

    def rows(self, table):
        with self.agency.database.read() as connection:
            return connection.execute(select(table)).all()

    def refused(self, data, words):
        """Send; it is refused, kept with the reason, alarmed, and the inbox is as it was."""
        before, kept = self.waiting(), len(self.rows(evidence))
        if self.kind == "nats":
            self.publish(data)
            self.until(lambda: len(self.rows(evidence)) > kept)
        else:
            with pytest.raises(RefusedError):
                self.sender.deliver("state", data)
        assert len(self.rows(evidence)) == kept + 1
        assert words in self.rows(evidence)[-1].reason
        assert self.waiting() == before
        self.alarmed("refused")

    def alarmed(self, kind, words=""):
        """The watch has raised an alarm of this kind, whose words say so."""
        self.agency.watch()
        with self.agency.database.read() as connection:
            assert [found for found, text, _ in alarms(connection) if found == kind and words in text]

    def accepted(self, data):
        before = len(self.waiting())
        self.sender.deliver("state", data)
        self.until(lambda: len(self.waiting()) == before + 1)

    def publish(self, data):
        """Past the sender's own checks: what a partner of bad intent would do."""
        self.sender._call(self.sender._publish("state", data, os.urandom(8).hex()))

    def until(self, found):
        end = time.monotonic() + SECONDS
        while not found():
            assert time.monotonic() < end, "it did not happen in time"
            time.sleep(0.02)


def a_stranger(folder, *names):
    """Certificates of an authority that nobody knows."""
    folder.mkdir()
    authority = Authority("somebody else", dt.datetime.now(dt.UTC))
    authority.write(folder / "authority.pem")
    for name in names:
        authority.issue(name, ["127.0.0.1"], folder / "certificate.pem", folder / "certificate.key")
    return folder
