"""A gallery as a service: over HTTP, in shards, killed in parts and as a whole."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import numpy as np
import pytest
from osia_client import serving
from search_templates import template
from shard_processes import descendants, shard_processes
from typer.testing import CliRunner

from tenprint.api.gallery.app import create_app
from tenprint.api.gallery.service import Service
from tenprint.api.osia.tokens import SCOPES, Tokens
from tenprint.cli import gallery_service
from tenprint.client import ProblemError
from tenprint.client.gallery import GalleryClient
from tenprint.clock import SystemClock
from tenprint.fingerprint.template import interchange
from tenprint.search.gallery.stream import write_templates
from tenprint.search.packing import pack_finger
from tenprint.search.shards import ShardedGallery


def fingers(number: int, form: str = "compact") -> dict:
    rng = np.random.default_rng(number)
    made = {p: template(rng) for p in (1, 2, 6, 7)}
    data = {p: pack_finger(t, p) if form == "compact" else interchange.write(t, form) for p, t in made.items()}
    return {str(p): base64.b64encode(d).decode() for p, d in data.items()}


def body(number: int, form: str = "compact", **more: object) -> dict:
    return {"fingers": fingers(number, form), "format": form, **more}


def token_for(folder: Path, scopes=SCOPES) -> str:
    return Tokens.at(folder / "token.key").issue("client.one", scopes, SystemClock().now(), hours=2)


@pytest.fixture
def client(tmp_path: Path):
    gallery = ShardedGallery(tmp_path / "shards", 2, copies=2)
    with Service(gallery, tmp_path) as service, serving(create_app(service, Tokens.at(tmp_path / "token.key"))) as url:
        headers = {"Authorization": f"Bearer {token_for(tmp_path)}"}
        with httpx.Client(base_url=url, headers=headers, trust_env=False, timeout=60) as client:
            yield client


def test_enrol_search_erase(client: httpx.Client) -> None:
    many = {"subjects": [{"subject": f"S{i}", **body(i)} for i in range(12)]}
    assert client.post("/v1/subjects", json=many).json() == {"added": 12, "known": 0}
    assert client.post("/v1/subjects", json=many).json() == {"added": 0, "known": 12}
    assert client.put("/v1/subjects/A%2FB", json=body(50, "iso2005")).status_code == 201
    found = client.post("/v1/search", json=body(50, "ansi2004")).json()
    assert found["complete"]
    assert found["answer"]["candidates"][0]["subject"] == "A/B"
    assert found["coverage"] == "2 of 2 shards, 13 subjects"
    assert client.put("/v1/subjects/A%2FB", json=body(51)).status_code == 204
    assert client.post("/v1/search", json=body(50)).json()["answer"]["candidates"][0]["band"] == "no_match"
    assert set(client.get("/v1/subjects/A%2FB").json()["fingers"]) == {"1", "2", "6", "7"}
    assert client.delete("/v1/subjects/A%2FB").status_code == 204
    assert client.delete("/v1/subjects/A%2FB").status_code == 404
    assert client.get("/v1/subjects/A%2FB").status_code == 404
    status = client.get("/v1/status").json()
    assert (status["subjects"], status["shards_answering"], status["copies_current"]) == (12, 2, 4)
    assert client.get("/health/ready").json() == {"status": "ready", "shards": "2 of 2", "copies": "4 of 4"}


def test_what_is_refused_changes_nothing(client: httpx.Client, tmp_path: Path) -> None:
    good = fingers(1)
    for wrong in (
        {"fingers": {}},
        {"fingers": {"11": good["1"]}, "format": "compact"},
        {"fingers": {"1": "AAAA"}, "format": "compact"},
        {"fingers": {"1": good["1"]}},  # not of the format that goes without saying
        {"fingers": {"1": "?"}},
        {"fingers": good, "format": "compact", "race": "white"},
        [],
    ):
        answer = client.put("/v1/subjects/X", json=wrong)
        assert answer.status_code == 400, wrong
        assert answer.headers["content-type"] == "application/problem+json"
    assert client.post("/v1/search", json=body(1, limit=0)).status_code == 400
    assert client.post("/v1/search", json=body(1, policy="none of ours")).status_code in (400, 503)
    assert client.post("/v1/search", content=b"\xff").status_code == 400
    twice = {"subjects": [{"subject": "X", **body(1)}] * 2}
    assert client.post("/v1/subjects", json=twice).status_code == 400
    assert client.get("/v1/status").json()["subjects"] == 0
    assert client.get("/v1/status", headers={"Authorization": "Bearer x"}).status_code == 401
    only = token_for(tmp_path, ["abis.identify"])
    held = {"Authorization": f"Bearer {only}"}
    assert client.put("/v1/subjects/X", json=body(1), headers=held).status_code == 403
    assert client.post("/v1/search", json=body(1), headers=held).status_code == 200


def test_the_commands_of_a_client(client: httpx.Client, tmp_path: Path) -> None:
    rng = np.random.default_rng(9)
    people = [(f"P{i}", {p: template(rng) for p in (1, 2, 6)}) for i in range(300)]
    write_templates(tmp_path / "people.templates", people)
    write_templates(tmp_path / "one.templates", people[70:71])
    (tmp_path / "token").write_text(token_for(tmp_path) + "\n")
    address, token = str(client.base_url), ["--token", str(tmp_path / "token")]

    def run(*arguments: str):
        return CliRunner().invoke(gallery_service.app, [*arguments, *token])

    for expected in ({"added": 300, "known": 0}, {"added": 0, "known": 300}):
        result = run("enrol", address, str(tmp_path / "people.templates"), "--json")
        assert json.loads(result.stdout) == expected
    result = run("search", address, str(tmp_path / "one.templates"), "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["answer"]["candidates"][0]["subject"] == "P70"
    result = run("search", address, str(tmp_path / "one.templates"), "--deadline", "0.000001")
    assert result.exit_code == 1  # only a part was searched
    result = run("status", address)
    assert "2 of 2 shards, 300 subjects" in result.stdout
    with GalleryClient(address, token_for(tmp_path)) as service:
        service.put("P70", people[71][1])
        service.delete("P71")
        with pytest.raises(ProblemError, match="no such subject"):
            service.delete("P71")
        assert service.search(people[71][1]).answer.candidates[0].subject == "P70"
        assert service.status().subjects == 299
    with GalleryClient(address, "x") as service, pytest.raises(ProblemError) as refused:
        service.status()
    assert refused.value.status == 401


@contextlib.contextmanager
def running(folder: Path, port: int, *options: str):
    """The command as a user starts it; ended with SIGKILL."""
    command = [sys.executable, "-m", "tenprint.cli.main", "serve", "gallery", "--state", str(folder)]
    log = (folder / "log").open("ab")
    process = subprocess.Popen([*command, "--listen", f"127.0.0.1:{port}", *options], stdout=log, stderr=log)
    try:
        end = time.monotonic() + 120
        while True:
            assert process.poll() is None, (folder / "log").read_text()[-2000:]
            assert time.monotonic() < end, "it was not ready in time"
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"http://127.0.0.1:{port}/health/ready", trust_env=False).status_code == 200:
                    break
            time.sleep(0.05)
        yield process.pid
    finally:
        process.kill()
        process.wait()
        log.close()


@pytest.mark.timeout(300)
def test_the_command_survives_kills_of_parts_and_of_the_whole(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    headers = {"Authorization": f"Bearer {token_for(tmp_path)}"}
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, trust_env=False, timeout=90)
    acknowledged: list[int] = []
    with running(tmp_path, port, "--shards", "2") as pid:
        over = threading.Event()

        def enrol() -> None:  # and searches go on meanwhile
            with httpx.Client(base_url=client.base_url, headers=headers, trust_env=False, timeout=90) as other:
                number = 0
                while not over.is_set():
                    answer = other.put(f"/v1/subjects/S{number}", json=body(number))
                    if answer.status_code in (201, 204):
                        acknowledged.append(number)
                        number += 1
                    else:  # it is not known whether it was done: again
                        assert answer.status_code == 503, answer.text

        thread = threading.Thread(target=enrol)
        thread.start()
        rng, kills, partial = random.Random(1), 0, 0
        while kills < 3 or len(acknowledged) < 20:
            if len(acknowledged) < 8:
                time.sleep(0.05)
                continue
            wanted = rng.choice(list(acknowledged))
            if kills < 3:
                held = shard_processes(pid, tmp_path / "shards")
                if len(held) == 2:
                    os.kill(held[rng.choice(sorted(held))], signal.SIGKILL)
                    kills += 1
            found = client.post("/v1/search", json=body(wanted, wait=False)).json()
            hits = [c["subject"] for c in found["answer"]["candidates"] if c["band"] != "no_match"]
            assert hits in ([f"S{wanted}"], []) if not found["complete"] else hits == [f"S{wanted}"]
            partial += not found["complete"]
            found = client.post("/v1/search", json=body(wanted)).json()
            assert (found["answer"]["candidates"][0]["subject"], found["coverage"][:6]) == (f"S{wanted}", "2 of 2")
        over.set()
        thread.join()
        assert partial > 0
        below = descendants(pid)
    end = time.monotonic() + 30
    while any((Path("/proc") / str(process)).exists() for process in below):  # nobody stays behind
        assert time.monotonic() < end
        time.sleep(0.05)
    with running(tmp_path, port, "--shards", "3", "--copies", "2", "--cluster", "threads"):
        end = time.monotonic() + 60
        while (status := client.get("/v1/status").json())["moving"] or status["copies_current"] < 6:
            assert time.monotonic() < end, status
            time.sleep(0.05)
        assert status["subjects"] in (len(acknowledged), len(acknowledged) + 1)
        for number in acknowledged[::5]:
            found = client.post("/v1/search", json=body(number)).json()
            assert found["answer"]["candidates"][0]["subject"] == f"S{number}"
            assert found["coverage"].startswith("3 of 3")
    client.close()
