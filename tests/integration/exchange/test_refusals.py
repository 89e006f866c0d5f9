"""The bar of trust, one table: whoever tries it, on either transport, is refused, alarmed, kept as evidence; nothing is
changed."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
from contextlib import ExitStack

import httpx
import msgspec
import pytest
from faulty import SkewedClock
from gateways import CORRELATION, SECONDS, Gateway, a_stranger
from sqlalchemy import func, select
from typer.testing import CliRunner

from tenprint.cli.status import app as status
from tenprint.errors import UnavailableError
from tenprint.exchange import telemetry
from tenprint.exchange.envelope import SignedEnvelope, decode_signed, encode
from tenprint.exchange.parameters import REPEAT_SECONDS
from tenprint.exchange.tables import CONNECTION, evidence, inbox
from tenprint.exchange.transports.nats import NatsTransport
from tenprint.ids import new_message_id
from tenprint.runtime import deployment, register
from tenprint.runtime.certificates import Authority
from tenprint.storage import metadata

# What a refusal itself writes: evidence under a key of its own, its entry in the log, and the alarm.
OF_THE_REFUSAL = {"evidence", "holder_key", "audit", "audit_head", "audit_place", "queue_alarm", "audit_checkpoint"}


class KeptAuthority(Authority):
    """The deployment's authority, kept: it issues what has expired."""

    made: list[Authority] = []  # noqa: RUF012

    def __init__(self, name, now):
        super().__init__(name, now)
        self.made.append(self)


@pytest.fixture(params=["https", "nats"])
def gateway(request, tmp_path, monkeypatch):
    monkeypatch.setattr(KeptAuthority, "made", [])
    monkeypatch.setattr(deployment, "Authority", KeptAuthority)
    with ExitStack() as stack:
        gateway = Gateway(tmp_path / "deployment", request.param, stack)
        gateway.stack = stack
        yield gateway


def client_of(gateway, home):
    client = gateway.on_nats("booking", home) if gateway.kind == "nats" else gateway.client("booking", home)
    gateway.stack.callback(client.close)
    client.call_seconds = 2.0
    return client


def try_to_deliver(gateway, client):
    with pytest.raises(UnavailableError):
        client.deliver("state", gateway.message())


def a_certificate_of_another_authority(gateway, tmp_path):
    try_to_deliver(gateway, client_of(gateway, a_stranger(tmp_path / "stranger", "booking")))
    return "unknown authority" if gateway.kind == "nats" else "unable to get local issuer certificate"


def an_expired_certificate(gateway, tmp_path):
    home = tmp_path / "expired"
    home.mkdir()
    [authority] = KeptAuthority.made
    authority._now = dt.datetime.now(dt.UTC) - dt.timedelta(days=400)
    authority.issue("booking", ["127.0.0.1"], home / "certificate.pem", home / "certificate.key")
    try_to_deliver(gateway, client_of(gateway, home))
    return "expired"


def no_certificate(gateway, tmp_path):
    if gateway.kind == "nats":
        url = gateway.process.config.transport.nats
        bare = NatsTransport(url, "booking", tls=ssl.create_default_context(cafile=gateway.folder / "authority.pem"))
        gateway.stack.callback(bare.close)
        bare.call_seconds = 2.0
        try_to_deliver(gateway, bare)
        return "didn't provide a certificate"
    context = ssl.create_default_context(cafile=gateway.folder / "authority.pem")
    with httpx.Client(verify=context, trust_env=False) as bare, pytest.raises(httpx.HTTPError):
        bare.post(f"{gateway.address}/exchange/messages", content=gateway.message())
    return "peer did not return a certificate"


def no_tls_at_all(gateway, tmp_path):
    if gateway.kind == "nats":
        pytest.skip("the NATS server takes it for the end of the line, which is no alarm")
    host, _, port = gateway.address.rpartition("//")[2].rpartition(":")
    with socket.create_connection((host, int(port)), SECONDS) as bare:
        bare.sendall(b"POST /exchange/messages HTTP/1.1\r\nHost: x\r\n\r\n")
        bare.recv(4096)
    return "http request"


def another_agencys_messages(gateway, tmp_path):
    """A good certificate of the deployment: enforcement asks for what is for the state."""
    if gateway.kind != "nats":
        pytest.skip("over HTTPS nobody can ask for messages")
    curious = gateway.on_nats("enforcement")
    gateway.stack.callback(curious.close)
    curious.call_seconds = 2.0
    curious._name = "state"
    curious.receive(lambda _data: None)
    return "Violation"


CONNECTIONS = (
    a_certificate_of_another_authority, an_expired_certificate, no_certificate, no_tls_at_all, another_agencys_messages,
)  # fmt: skip


@pytest.mark.parametrize("attempt", CONNECTIONS, ids=lambda attempt: attempt.__name__)
def test_a_connection_that_is_not_to_be_trusted(gateway, attempt, tmp_path):
    gateway.accepted(gateway.message())  # it works, but for them
    watched = gateway.process.watched()

    def looked():
        for look in watched:
            look()
        return gateway.rows(evidence)

    assert looked() == []
    before = counts(gateway)
    counted = telemetry.connections_refused.labels("state")._value.get()
    words = attempt(gateway, tmp_path)
    gateway.until(looked)
    [kept] = gateway.rows(evidence)[:1]
    assert kept.reason.startswith(CONNECTION)
    assert words in kept.reason
    with gateway.agency.database.read() as connection:
        detail = gateway.agency.vault.open(connection, f"evidence:{kept.digest}", kept.data, context="evidence")
    assert words.encode() in detail
    gateway.alarmed("connection", words)
    assert counts(gateway) == before
    assert telemetry.connections_refused.labels("state")._value.get() > counted
    shown = CliRunner().invoke(status, [str(gateway.folder)], env={"COLUMNS": "400"})
    assert f"alarm state: {CONNECTION}" in shown.output, shown.output
    gateway.accepted(gateway.message())
    again = len(gateway.rows(evidence))
    for look in gateway.process.watched():  # a restart reads nothing twice
        look()
    assert len(gateway.rows(evidence)) == again


def an_expired_key(gateway):
    past = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
    expired = {i: msgspec.structs.replace(key, valid_until=past) for i, key in booking(gateway).keys.items()}
    change_booking(gateway, keys=expired)
    return gateway.message(), "not in the partner register"


def a_replayed_message(gateway):
    data = gateway.message()
    gateway.accepted(data)
    gateway.agency.clock = SkewedClock(gateway.agency.clock, REPEAT_SECONDS + 1)
    return data, "came again"


def a_replayed_identifier(gateway):
    identifier = str(new_message_id())
    gateway.accepted(gateway.message(id=identifier))
    return gateway.message(id=identifier, correlation=f"{CORRELATION}X"), "arrived before with other content"


def a_changed_byte(gateway):
    signed = decode_signed(gateway.message())
    data = bytearray(signed.envelope)
    data[data.index(b"x" * 200) + 100] ^= 1
    return encode(SignedEnvelope(envelope=bytes(data), signature=signed.signature)), "signature"


def a_type_that_does_not_go_this_way(gateway):
    return gateway.message(type="detainer"), "does not go from booking to state"


def a_type_outside_the_partners_permission(gateway):
    change_booking(gateway, types=frozenset({"custody"}))
    return gateway.message(), "may not send 'submission'"


def a_purpose_outside_the_partners_permission(gateway):
    change_booking(gateway, purposes=frozenset({"applicant"}))
    return gateway.message(), "for the purpose 'criminal'"


def an_ori_that_is_not_the_partners(gateway):
    change_booking(gateway, oris=frozenset({"MO0000000"}))
    return gateway.message(), "may not send for the ORI"


MESSAGES = (
    an_expired_key, a_replayed_message, a_replayed_identifier, a_changed_byte, a_type_that_does_not_go_this_way,
    a_type_outside_the_partners_permission, a_purpose_outside_the_partners_permission, an_ori_that_is_not_the_partners,
)  # fmt: skip


@pytest.mark.parametrize("attempt", MESSAGES, ids=lambda attempt: attempt.__name__)
def test_a_message_that_is_not_to_be_trusted(gateway, attempt):
    data, words = attempt(gateway)
    before, waiting = counts(gateway), gateway.rows(inbox)
    if gateway.kind == "nats":
        gateway.publish(data)
    elif attempt is a_replayed_message:
        assert httpx_post(gateway, data) == 208
    else:
        assert httpx_post(gateway, data) in (400, 403, 409)
    gateway.until(lambda: gateway.rows(evidence))
    [kept] = gateway.rows(evidence)
    assert words in kept.reason
    assert gateway.rows(inbox) == waiting
    gateway.alarmed("refused")
    assert counts(gateway) == before


def httpx_post(gateway, data):
    return gateway.sender._client.post(f"{gateway.address}/exchange/messages", content=data).status_code


def booking(gateway):
    return gateway.agency.partners["booking"]


def change_booking(gateway, **values):
    register.change(
        gateway.folder / "partners.json", "booking", lambda partner: msgspec.structs.replace(partner, **values)
    )
    gateway.process._renewal.step()


def counts(gateway):
    """How many rows there are of everything but what a refusal itself writes."""
    with gateway.agency.database.read() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table))
            for table in metadata.sorted_tables
            if table.name not in OF_THE_REFUSAL and not table.name.startswith("test_")
        }
