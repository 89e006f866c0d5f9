"""Partners that are not to be trusted, over real HTTPS with mutual TLS and over real NATS JetStream.

Each attempt is refused, kept as evidence where it reached the agency at all, alarmed, and changes nothing.
"""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
import time
from contextlib import ExitStack

import httpx
import msgspec
import pytest
from faulty import SkewedClock
from gateways import CORRELATION, Gateway, a_stranger

from tenprint.errors import UnavailableError
from tenprint.exchange.envelope import SignedEnvelope, decode, decode_signed, encode
from tenprint.exchange.parameters import REPEAT_SECONDS
from tenprint.exchange.signature import SigningKey
from tenprint.exchange.tables import evidence, inbox
from tenprint.exchange.transports.nats import SUBJECT, NatsTransport
from tenprint.ids import new_message_id
from tenprint.runtime import register
from tenprint.runtime.certificates import Authority


@pytest.fixture(params=["https", "nats"])
def gateway(request, tmp_path):
    with ExitStack() as stack:
        yield Gateway(tmp_path / "deployment", request.param, stack)


def test_a_good_message_is_accepted(gateway):
    gateway.accepted(gateway.message())


def test_a_message_again_has_no_second_effect(gateway):
    data = gateway.message()
    gateway.accepted(data)
    if gateway.kind == "nats":
        gateway.publish(data)
        gateway.accepted(gateway.message())  # the stream is in order: the replay came before this one
    else:
        gateway.sender.deliver("state", data)
        gateway.accepted(gateway.message())
    assert len(gateway.waiting()) == 2


def test_a_replayed_identifier_with_other_content(gateway):
    identifier = str(new_message_id())
    gateway.accepted(gateway.message(id=identifier))
    gateway.refused(gateway.message(id=identifier, correlation=f"{CORRELATION}X"), "arrived before with other content")


def test_a_message_that_was_replayed_long_after(gateway):
    """A recorded message under its good signature, sent again by whoever recorded it: no effect, and it is seen."""
    data = gateway.message()
    gateway.accepted(data)
    [before] = gateway.waiting()
    gateway.agency.clock = SkewedClock(gateway.agency.clock, REPEAT_SECONDS + 60)
    kept = len(gateway.rows(evidence))
    if gateway.kind == "nats":
        gateway.publish(data)
    else:
        gateway.sender.deliver("state", data)  # an honest sender is told that it is there
    gateway.until(lambda: len(gateway.rows(evidence)) == kept + 1)
    assert "came again" in gateway.rows(evidence)[-1].reason
    assert gateway.rows(evidence)[-1].data is None  # expunging must not find it left here
    assert gateway.waiting() == [before]
    gateway.alarmed("refused")


@pytest.mark.parametrize("place", [0.2, 0.6, 0.98])
def test_a_changed_byte(gateway, place):
    signed = decode_signed(gateway.message())
    data = bytearray(signed.envelope)
    data[int(place * len(data))] ^= 1
    broken = encode(SignedEnvelope(envelope=bytes(data), signature=signed.signature))
    gateway.refused(broken, "")


def test_a_type_that_the_partner_may_not_send(gateway):
    gateway.refused(gateway.message(type="detainer"), "does not go from booking to state")
    register.change(
        gateway.folder / "partners.json",
        "booking",
        lambda partner: msgspec.structs.replace(partner, types=frozenset({"custody"})),
    )
    gateway.process._renewal.step()
    gateway.refused(gateway.message(), "may not send 'submission'")


def test_an_unknown_sender_and_an_unknown_key(gateway):
    gateway.refused(gateway.message(sender="nobody"), "not in the partner register")
    gateway.refused(gateway.message(key=SigningKey.generate()), "not in the partner register")


def test_a_message_to_somebody_else(gateway):
    gateway.refused(gateway.message(receiver="criminal"), "addressed to")


def test_an_expired_key(gateway):
    past = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)

    def expire(partner):
        keys = {i: msgspec.structs.replace(key, valid_until=past) for i, key in partner.keys.items()}
        return msgspec.structs.replace(partner, keys=keys)

    register.change(gateway.folder / "partners.json", "booking", expire)
    gateway.process._renewal.step()
    gateway.refused(gateway.message(), "not in the partner register")


def test_a_suspended_partner(gateway):
    register.suspend(gateway.folder / "partners.json", "booking", suspended=True)
    gateway.process._renewal.step()
    gateway.refused(gateway.message(), "suspended")
    register.suspend(gateway.folder / "partners.json", "booking", suspended=False)
    gateway.process._renewal.step()
    gateway.accepted(gateway.message())


def test_keys_are_rotated_with_an_overlap(gateway):
    """The new key signs after its lead; both are accepted in the overlap; after it the old one is not."""
    path, home = gateway.folder / "partners.json", gateway.folder / "booking"
    old, now = gateway.key, dt.datetime.now(dt.UTC)
    entry = register.rotate(path, "booking", home, now, lead=0, overlap_hours=1.2 / 3600)
    gateway.process._renewal.step()
    new = SigningKey.at(home / register.NEXT)
    assert entry.jwk == new.public
    gateway.accepted(gateway.message(key=old))
    gateway.accepted(gateway.message(key=new))
    time.sleep(1.3)
    gateway.refused(gateway.message(key=old), "not in the partner register")
    gateway.accepted(gateway.message(key=new))


def test_a_running_agency_takes_its_next_key_when_its_time_has_come(gateway):
    path, home = gateway.folder / "partners.json", gateway.folder / "state"
    before = gateway.agency.key.identifier
    register.rotate(path, "state", home, dt.datetime.now(dt.UTC), lead=0.5)
    gateway.process._renewal.step()
    assert gateway.agency.key.identifier == before
    time.sleep(0.6)
    assert gateway.process._renewal.step()
    assert gateway.agency.key.identifier != before
    assert SigningKey.at(home / register.CURRENT).identifier == gateway.agency.key.identifier
    assert not (home / register.NEXT).exists()


def test_a_certificate_of_another_authority(tmp_path):
    """TLS ends the connection before anything is read; the agency behind it has nothing to refuse."""
    with ExitStack() as stack:
        gateway = Gateway(tmp_path / "deployment", "https", stack)
        stranger = tmp_path / "stranger"
        stranger.mkdir()
        authority = Authority("somebody else", dt.datetime.now(dt.UTC))
        authority.issue("booking", ["127.0.0.1"], stranger / "certificate.pem", stranger / "certificate.key")
        client = gateway.client("booking", stranger)
        stack.callback(client.close)
        with pytest.raises(UnavailableError):
            client.deliver("state", gateway.message())
        context = ssl.create_default_context(cafile=str(gateway.folder / "authority.pem"))
        with httpx.Client(verify=context, trust_env=False) as bare, pytest.raises(httpx.HTTPError):
            bare.get(f"{gateway.address}/health/live")  # no certificate at all
        assert gateway.rows(inbox) == gateway.rows(evidence) == []


def test_a_server_that_is_not_the_partner_is_given_nothing(tmp_path):
    """Somebody listens at the partner's address with a certificate of their own: the message stays here."""
    with ExitStack() as stack:
        gateway = Gateway(tmp_path / "deployment", "https", stack)
        stranger = tmp_path / "stranger"
        stranger.mkdir()
        authority = Authority("somebody else", dt.datetime.now(dt.UTC))
        authority.issue("state", ["127.0.0.1"], stranger / "certificate.pem", stranger / "certificate.key")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(stranger / "certificate.pem", stranger / "certificate.key")
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        heard = []

        def listen():
            connection, _ = listener.accept()
            try:
                with context.wrap_socket(connection, server_side=True) as talk:
                    heard.append(talk.recv(1))
            except (ssl.SSLError, OSError):
                pass

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        gateway.sender._addresses["state"] = f"https://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(UnavailableError):
            gateway.sender.deliver("state", gateway.message())
        thread.join(5)
        assert heard in ([], [b""])
        assert SUBJECT
        assert decode(decode_signed(gateway.message()).envelope).receiver == "state"


def test_nats_refuses_a_certificate_of_another_authority(tmp_path):
    with ExitStack() as stack:
        gateway = Gateway(tmp_path / "deployment", "nats", stack)
        url = gateway.process.config.transport.nats
        stranger = a_stranger(tmp_path / "stranger", "booking")
        wrong = gateway.on_nats("booking", stranger)
        bare = NatsTransport(url.replace("tls://", "nats://"), "booking")
        # The other way round: a server with a certificate of another authority is told nothing.
        misled = gateway.on_nats("booking", authority=stranger / "authority.pem")
        for client in (wrong, bare, misled):
            stack.callback(client.close)
            client.call_seconds = 2.0
            with pytest.raises(UnavailableError):
                client.deliver("state", gateway.message())
        gateway.accepted(gateway.message())
        assert len(gateway.waiting()) == 1


def test_on_nats_an_agency_receives_nothing_that_is_for_another(tmp_path):
    """Enforcement has a good certificate, and asks for what is on its way to the immigration repository."""
    with ExitStack() as stack:
        gateway = Gateway(tmp_path / "deployment", "nats", stack)
        gateway.sender.deliver("immigration", gateway.message(receiver="immigration"))
        curious = gateway.on_nats("enforcement")
        stack.callback(curious.close)
        curious.call_seconds = 2.0
        curious._name = "immigration"  # whose consumer it asks for, under its own certificate
        taken = []
        curious.receive(taken.append)
        time.sleep(4.0)
        assert taken == []
        honest = gateway.on_nats("immigration")
        stack.callback(honest.close)
        honest.receive(taken.append)
        gateway.until(lambda: taken)
