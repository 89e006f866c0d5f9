"""The OSIA face under test: a store that does not wait for the disk, tokens, and a real server on a free port."""

from __future__ import annotations

import base64
import contextlib
import functools
import socket
import threading
import time

import httpx
import uvicorn
from sqlalchemy import event

from tenprint import imaging
from tenprint.api.osia.app import create_app
from tenprint.api.osia.store import Store
from tenprint.api.osia.tokens import SCOPES, Tokens
from tenprint.simulate.prints import impression, master


def store_at(folder, **options):
    store = Store(folder, **options)
    not_waiting_for_the_disk(store.database)
    return store


def not_waiting_for_the_disk(database):
    """What is tested here does not depend on surviving a power loss."""

    @event.listens_for(database.engine, "connect")
    def on_connect(connection, _record):
        connection.execute("PRAGMA synchronous=OFF")

    database.engine.dispose()


@contextlib.contextmanager
def serving(app):
    """Run an ASGI application on a real server; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < end, "the server did not start"
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)


@contextlib.contextmanager
def osia(folder, *, scopes=SCOPES, **options):
    """A running OSIA face; yields store, client and token."""
    with store_at(folder, **options) as store:
        tokens = Tokens.at(folder / "token.key")
        token = tokens.issue("client.one", scopes, store.clock.now(), hours=1)
        with (
            serving(create_app(store, tokens)) as address,
            httpx.Client(base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=60) as client,
        ):
            yield store, client, token


@functools.cache
def taken(person, finger, occasion):
    return impression(master(person, finger=finger), occasion, kind="rolled", difficulty="good")


def picture(person, finger, occasion, *, form="PNG"):
    """A synthetic print as OSIA's biometric data."""
    print_ = taken(person, finger, occasion)
    encode = {"PNG": imaging.encode_png, "WSQ": imaging.encode_wsq, "JPEG2000": imaging.encode_jp2}[form]
    names = {1: "RIGHT_THUMB", 2: "RIGHT_INDEX", 3: "RIGHT_MIDDLE", 7: "LEFT_INDEX"}
    return {
        "biometricType": "FINGER",
        "biometricSubType": names[finger],
        "impressionType": "LIVE_SCAN_ROLLED",
        "compression": form,
        "image": base64.b64encode(encode(print_.pixels, print_.ppi)).decode(),
    }


def encounter(*biometrics, galleries=("MAIN",), status="ACTIVE", **more):
    return {
        "status": status,
        "encounterType": "booking",
        "galleries": list(galleries),
        "biometricData": list(biometrics),
        **more,
    }
