"""The OSIA face is killed again and again while tasks wait: each is done once and answered, none is lost."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from osia_client import encounter, picture

from tenprint.api.osia.tokens import SCOPES, Tokens
from tenprint.clock import SystemClock

pytestmark = [pytest.mark.crash, pytest.mark.timeout(2400)]
TASKS, KILLS = 60, 12
START_SECONDS = 400  # against a start that hangs; a machine with forty others at work needs two minutes


GOT: dict[str, list[str]] = {}


class Answers(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        query = parse_qs(urlsplit(self.path).query)
        GOT.setdefault(query["taskId"][0], []).append(self.headers["Content-Type"])
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_arguments):
        pass


def start(folder, port, callbacks):
    command = [sys.executable, "-m", "tenprint.cli.main", "serve", "osia", "--state", str(folder)]
    command += ["--listen", f"127.0.0.1:{port}", "--allow-callback", callbacks]
    with (folder / "server.log").open("w") as log:  # of the last start
        environment = os.environ | {"PYTHONFAULTHANDLER": "1"}
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log, env=environment)
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            httpx.get(f"http://127.0.0.1:{port}/health/live", trust_env=False)
            return process
        except httpx.HTTPError:
            assert process.poll() is None, f"the server ended\n{said(folder)}"
            time.sleep(0.05)
    process.send_signal(signal.SIGABRT)  # it says where it stands
    process.wait()
    raise AssertionError(f"the server did not start\n{said(folder)}")


def said(folder):
    return (folder / "server.log").read_text()


def test_tasks_survive_kills(tmp_path):
    receiver = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    callbacks = f"http://127.0.0.1:{receiver.server_port}/"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = Tokens.at(tmp_path / "token.key").issue("client.one", SCOPES, SystemClock().now(), hours=2)
    generator = random.Random(20)
    process = start(tmp_path, port, callbacks)
    client = httpx.Client(
        base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {token}"}, trust_env=False, timeout=60
    )
    accepted, kills, number = set(), 0, 0
    try:
        while number < TASKS or kills < KILLS:
            if number < TASKS:
                params = {"transactionId": str(number), "callback": callbacks, "priority": number % 10}
                body = encounter(picture(11, 2, 1)) if number % 5 == 0 else encounter()
                answer = client.post(f"/v1/persons/P/encounters/{number}", params=params, json=body)
                assert answer.status_code == 202, answer.text
                accepted.add(answer.json()["taskId"])
                number += 1
            if number % (TASKS // KILLS) == 0 and kills < KILLS:
                time.sleep(generator.uniform(0, 0.4))
                os.kill(process.pid, signal.SIGKILL)
                process.wait()
                kills += 1
                process = start(tmp_path, port, callbacks)
        end = time.monotonic() + 400
        while set(GOT) != accepted:
            assert time.monotonic() < end, f"{len(accepted) - len(GOT)} tasks were not answered"
            time.sleep(0.1)
        held = client.get("/v1/persons/P/encounters", params={"transactionId": "end"}).json()
        assert sorted(int(entry["encounterId"]) for entry in held) == list(range(TASKS))
        # Done once: a second creation would have been answered with an error.
        assert {media for kinds in GOT.values() for media in kinds} == {"application/json"}
        found = client.post(
            "/v1/identify/MAIN",
            params={"transactionId": "end"},
            json={"filter": {}, "biometricData": [picture(11, 2, 9)]},
        ).json()
        assert found[0]["personId"] == "P"
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        receiver.shutdown()
