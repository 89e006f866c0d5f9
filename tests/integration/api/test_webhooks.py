"""Webhooks: registered by a caller with a scope, signed, told again until taken, and never what they may not know."""

from __future__ import annotations

import importlib
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest
from booked_agencies import Booked, name_of
from osia_client import serving
from sqlalchemy import delete, select

from tenprint.accountability import keys
from tenprint.accountability.accounts import AccountParameters, Accounts
from tenprint.agency import webhooks
from tenprint.agency.keeping.expunge import expunge_bookings
from tenprint.agency.webhooks import signature
from tenprint.agency.webhooks.tables import webhook, webhook_delivery
from tenprint.agency.webhooks.work import GAP_SECONDS, MOST_ATTEMPTS, tell, write_deliveries
from tenprint.api.roles.app import create_app
from tenprint.exchange.tables import transition

CHEAP = AccountParameters(argon2_time=1, argon2_memory=1024, argon2_lanes=1)
ORI = "MO5109000"
SCOPES = ("webhook:keep", "answer:read")


class Receiver:
    """A server of somebody who is told; `answer` is what it says."""

    def __init__(self):
        self.got, self.answer, outer = [], 204, self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                outer.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(outer.answer)
                self.send_header("location", "http://127.0.0.1:1/elsewhere")
                self.end_headers()

            def log_message(self, *_arguments):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/hooks"

    @contextmanager
    def running(self):
        thread = threading.Thread(target=self.server.serve_forever)
        thread.start()
        try:
            yield self
        finally:
            self.server.shutdown()
            thread.join()
            self.server.server_close()


@pytest.fixture
def receiver():
    with Receiver().running() as receiver:
        yield receiver


@pytest.fixture
def world(tmp_path, monkeypatch, receiver):
    Booked.patch(monkeypatch)
    agencies = Booked(tmp_path)
    webhooks.allow(agencies.booking, [receiver.address])
    webhooks.allow(agencies.enforcement, [receiver.address])
    yield agencies
    agencies.close()


def account(agency, name, *roles, office=""):
    accounts = Accounts(agency.database, agency.vault, agency.clock, agency=agency.name, parameters=CHEAP)
    accounts.create(name, roles=roles, office=office, by="the.maker")


def key(agency, name, *scopes):
    with agency.database.write() as connection:
        now = agency.clock.now()
        return keys.issue(connection, name=name, scopes=scopes, days=1, by="the.maker", now=now).token


@contextmanager
def calling(agency, token):
    with (
        serving(create_app(agency)) as address,
        httpx.Client(base_url=str(address), headers={"authorization": f"Bearer {token}"}) as client,
    ):
        yield client


def register(client, address, *events):
    return client.post("/webhooks", json={"address": address, "events": list(events)})


def booked(world, receiver, *events):
    """Register for what is sent; return client's answer and the secret."""
    account(world.booking, "officer.reyes", "booking_officer")
    with calling(world.booking, key(world.booking, "officer.reyes", *SCOPES)) as client:
        made = register(client, receiver.address, *(events or ("submission.answered",)))
    assert made.status_code == 201, made.text
    return made.json()


def test_what_moved_is_told_signed_and_by_identifier_alone(world, receiver):
    before = world.book(1, "TCN0000000001")
    made = booked(world, receiver)
    correlation = world.book(2, "TCN0000000002")
    assert webhooks.work(world.booking) == 2  # one written, one told
    [(headers, body)] = receiver.got
    now = time.time()
    assert signature.is_signed(made["secret"], headers, body, now)
    assert not signature.is_signed(made["secret"], headers, body + b" ", now)
    assert not signature.is_signed(signature.new_secret(), headers, body, now)
    assert not signature.is_signed(made["secret"], headers, body, now + 3600)
    told = json.loads(body)
    assert told["type"] == "submission.answered"
    assert told["data"] == {"agency": "booking", "thing": correlation, "state": "answered"}
    assert name_of(2).encode() not in body
    assert before.encode() not in body  # only what came after the registration
    assert webhooks.work(world.booking) == 0


def test_it_is_told_again_until_it_is_taken_under_the_same_name(world, receiver):
    booked(world, receiver)
    world.book(2, "TCN0000000002")
    receiver.answer = 500
    webhooks.work(world.booking)
    assert webhooks.work(world.booking) == 0  # not at once
    world.clock.advance(6)
    receiver.answer = 200
    webhooks.work(world.booking)
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert len(receiver.got) == 2
    [row] = world.rows("booking", webhook_delivery)
    assert (row.state, row.attempts, row.error) == ("sent", 2, None)


def test_what_is_never_taken_becomes_a_dead_letter_that_its_owner_puts_back(world, receiver):
    made = booked(world, receiver)
    world.book(2, "TCN0000000002")
    receiver.answer = 302  # a redirect is not followed
    write_deliveries(world.booking)
    for _ in range(MOST_ATTEMPTS + 3):
        tell(world.booking)
        world.clock.advance(4000)
    assert len(receiver.got) == MOST_ATTEMPTS
    assert [row.state for row in world.rows("booking", webhook_delivery)] == ["dead"]
    receiver.answer = 200
    with calling(world.booking, key(world.booking, "officer.reyes", *SCOPES)) as client:
        assert client.get("/webhooks").json()["items"][0]["dead"] == 1
        assert client.post(f"/webhooks/{made['identifier']}/redeliver").status_code == 200
        assert tell(world.booking) == 1
        assert client.delete(f"/webhooks/{made['identifier']}").status_code == 200
        assert client.get("/webhooks").json()["items"] == []
    assert world.rows("booking", webhook) == []
    assert world.rows("booking", webhook_delivery) == []


def test_an_address_that_is_silent_keeps_nobody_elses_waiting(world, receiver, monkeypatch):
    monkeypatch.setattr(importlib.import_module("tenprint.agency.webhooks.work"), "DELIVERIES", 2)
    account(world.booking, "officer.reyes", "booking_officer")
    webhooks.allow(world.booking, [receiver.address, "http://127.0.0.1:1/"])
    with calling(world.booking, key(world.booking, "officer.reyes", *SCOPES)) as client:
        for address in ("http://127.0.0.1:1/silent", receiver.address):
            assert register(client, address, "submission.answered").status_code == 201
    for person in range(2, 6):
        world.book(person, f"TCN000000000{person}")
    write_deliveries(world.booking)
    for _ in range(4):
        tell(world.booking)
    assert len(receiver.got) == 4


def test_a_receiver_that_wants_no_more_is_left_alone(world, receiver):
    booked(world, receiver)
    receiver.answer = 410
    world.book(2, "TCN0000000002")
    webhooks.work(world.booking)
    world.book(3, "TCN0000000003")
    world.clock.advance(60)
    webhooks.work(world.booking)
    assert len(receiver.got) == 1
    assert world.rows("booking", webhook)[0].ended_because


def test_no_other_address_is_ever_called(world, receiver):
    host = receiver.address.split("/")[2]
    account(world.booking, "officer.reyes", "booking_officer")
    with calling(world.booking, key(world.booking, "officer.reyes", *SCOPES)) as client:
        for address in (
            "http://169.254.169.254/latest",
            "http://127.0.0.1:1/hooks",
            "file:///etc/passwd",
            f"http://user:word@{host}/hooks",
            f"{receiver.address}x",
            f"{receiver.address}/../admin",
            f"{receiver.address}/%2e%2e/admin",
            f"http://localhost:{host.split(':')[1]}/hooks",
            "not an address",
            "",
        ):
            assert register(client, address, "submission.answered").status_code == 400, address
    assert world.rows("booking", webhook) == []


def test_an_address_that_is_no_longer_allowed_is_not_called(world, receiver):
    booked(world, receiver)
    world.book(2, "TCN0000000002")
    webhooks.allow(world.booking, ["https://elsewhere.example/"])
    webhooks.work(world.booking)
    assert receiver.got == []
    assert "does not allow" in world.rows("booking", webhook_delivery)[0].error


def test_without_a_word_of_the_operator_nothing_is_registered(world, receiver):
    webhooks.allow(world.booking, [])
    account(world.booking, "officer.reyes", "booking_officer")
    with calling(world.booking, key(world.booking, "officer.reyes", *SCOPES)) as client:
        assert register(client, receiver.address, "submission.answered").status_code == 400


def test_a_key_registers_only_for_what_it_may_know(world, receiver):
    account(world.booking, "officer.reyes", "booking_officer")
    for scopes, events, status in (
        (("answer:read",), ("submission.answered",), 403),  # may read, may not register
        (("webhook:keep",), ("submission.answered",), 403),  # may register, may not know
        (SCOPES, ("request.received",), 403),  # the scope reads answers, not requests
        (SCOPES, ("submission.unheard",), 400),
        (SCOPES, ("case.opened",), 400),  # of another role
        (SCOPES, (), 400),
    ):
        with calling(world.booking, key(world.booking, "officer.reyes", *scopes)) as client:
            assert register(client, receiver.address, *events).status_code == status, (scopes, events)
    assert world.rows("booking", webhook) == []


def test_nobody_keeps_anothers(world, receiver):
    made = booked(world, receiver)
    account(world.booking, "clerk.cole", "booking_officer")
    with calling(world.booking, key(world.booking, "clerk.cole", *SCOPES)) as client:
        assert client.get("/webhooks").json()["items"] == []
        assert client.delete(f"/webhooks/{made['identifier']}").status_code == 400
        assert client.post(f"/webhooks/{made['identifier']}/redeliver").status_code == 400
    assert len(world.rows("booking", webhook)) == 1


def test_a_case_is_told_to_its_own_office_alone_and_not_after_the_account_ends(world, receiver):
    agency = world.enforcement
    for name, office in (("officer.here", "Chicago"), ("officer.there", "Atlanta"), ("officer.gone", "Chicago")):
        account(agency, name, "officer", office=office)
        with calling(agency, key(agency, name, "webhook:keep", "case:list")) as client:
            assert register(client, receiver.address, "case.opened", "case.held").status_code == 201
    Accounts(agency.database, agency.vault, agency.clock, agency=agency.name, parameters=CHEAP)._change(
        "officer.gone", "the.maker", "account:disable", enabled=False
    )
    world.file_encounter(7)
    world.book(7, "TCN0000000007")
    webhooks.work(agency)
    owners = {row.identifier: row.account for row in world.rows("enforcement", webhook)}
    assert [owners[headers["webhook-id"].split(".")[0]] for headers, _ in receiver.got] == ["officer.here"]


def test_what_is_expunged_is_not_told(world, receiver):
    booked(world, receiver)
    correlation = world.book(2, "TCN0000000002")
    write_deliveries(world.booking)
    world.act("booking", "clerk.vega", expunge_bookings, [correlation], "Court 22")
    assert tell(world.booking) == 0
    assert world.rows("booking", webhook_delivery, webhook_delivery.c.correlation == correlation) == []


def test_a_number_that_is_missing_is_waited_for_but_not_for_ever(world, receiver):
    """A transaction that began earlier may commit later: its step has a lower number than one that is seen."""
    booked(world, receiver)
    world.book(2, "TCN0000000002")
    with world.booking.database.write() as connection:
        first = connection.execute(select(transition).order_by(transition.c.sequence)).first()
        connection.execute(delete(transition).where(transition.c.sequence == first.sequence))
    assert write_deliveries(world.booking) == 0
    with world.booking.database.write() as connection:
        connection.execute(transition.insert().values(**first._mapping))  # it is committed now
    assert write_deliveries(world.booking) == 1
    world.book(3, "TCN0000000003")
    with world.booking.database.write() as connection:
        last = connection.execute(select(transition).order_by(transition.c.sequence.desc())).first()
        connection.execute(delete(transition).where(transition.c.sequence == last.sequence - 1))
    assert write_deliveries(world.booking) == 0
    world.clock.advance(GAP_SECONDS + 1)
    assert write_deliveries(world.booking) == 1  # it was rolled back
