"""Five processes, each an agency of its own, on real servers: the same job as in the demo's one process."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import ExitStack, suppress

import httpx
import pytest
from gateways import a_stranger
from sqlalchemy import select
from tests.support import servers
from typer.testing import CliRunner

from tenprint.agency.booking.submit import submit
from tenprint.agency.booking.tables import booking_answer
from tenprint.api.osia.tokens import SCOPES, Tokens
from tenprint.cases.tables import case
from tenprint.cli.status import app as status
from tenprint.clock import SystemClock
from tenprint.errors import UnavailableError
from tenprint.exchange.transports.https import HttpsTransport
from tenprint.exchange.transports.nats import NatsTransport
from tenprint.exchange.transports.tls import client_context
from tenprint.runtime.config import load as load_configuration
from tenprint.runtime.deployment import create
from tenprint.runtime.process import AgencyProcess
from tenprint.runtime.supervisor import Supervisor
from tenprint.simulate.population import simulated_registry
from tenprint.simulate.world.background import load
from tenprint.simulate.world.plan import Plan
from tenprint.simulate.world.transactions import car

SECONDS = 120.0


def in_shards(folder, stack):
    """The criminal repository runs shards of its own, the immigration repository asks a gallery's service."""
    state, port = folder.parent / "service", servers.free_port()
    state.mkdir()
    token = Tokens.at(state / "token.key").issue("immigration", SCOPES, SystemClock().now(), hours=2)
    (folder / "immigration" / "gallery.token").write_text(token + "\n")
    sections = {
        "criminal": 'kind = "shards"\nshards = 2\ncopies = 2\n',
        "immigration": f'kind = "service"\nurl = "http://127.0.0.1:{port}"\ntoken = "immigration/gallery.token"\n',
    }
    for role, section in sections.items():
        with (folder / f"{role}.toml").open("a") as file:
            file.write(f"\n[gallery]\n{section}")
    command = [sys.executable, "-m", "tenprint.cli.main", "serve", "gallery", "--state", str(state)]
    log = stack.enter_context((state / "log").open("w"))
    service = subprocess.Popen([*command, "--listen", f"127.0.0.1:{port}"], stdout=log, stderr=log)
    stack.callback(service.wait)
    stack.callback(service.terminate)
    wait_until(lambda: service.poll() is None and is_ready(f"http://127.0.0.1:{port}/health/ready"))


def is_ready(address):
    with suppress(httpx.HTTPError):
        return httpx.get(address, trust_env=False).is_success
    return False


@pytest.fixture(params=["https-sqlite", "nats-postgres", "https-shards"])
def deployment(request, tmp_path):
    with ExitStack() as stack:
        options = {"transport": "https", "first_port": servers.free_range(5)}
        if request.param == "nats-postgres":
            url = stack.enter_context(servers.postgres())
            servers.create_databases(url, "booking", "state", "criminal", "immigration", "enforcement")
            port = servers.free_port()
            options |= {"transport": "nats", "nats": f"tls://127.0.0.1:{port}", "database": url}
        folder = tmp_path / "deployment"
        create(folder, **options)
        if request.param == "nats-postgres":
            stack.enter_context(servers.nats(folder / "nats" / "server.conf", port))
        if request.param == "https-shards":
            in_shards(folder, stack)
        yield folder


def opened(folder, role, *, desk=False):
    return AgencyProcess(folder / f"{role}.toml", activation=simulated_registry(), desk=desk)


def told(deployment):
    """What `tenprint status` says while all processes run."""
    result = CliRunner().invoke(status, [str(deployment)], env={"COLUMNS": "400"})
    assert result.exit_code == 0, result.output
    return result.output


def wait_until(found, seconds=SECONDS):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if result := found():
            return result
        time.sleep(0.2)
    raise TimeoutError("it did not happen in time")


@pytest.mark.timeout(400)
def test_a_booking_travels_through_five_processes(deployment):
    plan = Plan(7, 2)
    booking = plan.bookings[1]  # the naturalised citizen: matches in the second repository
    with opened(deployment, "criminal") as criminal, opened(deployment, "immigration") as immigration:
        load([(booking.person, booking.history)], criminal.agency, immigration.agency)
    with Supervisor(deployment) as supervisor:
        supervisor.start()
        with opened(deployment, "booking") as sender:
            receipt = submit(sender.agency, car(plan.seed, booking), user="clerk")
            # A role that is killed is started again and goes on where it stood.
            supervisor.processes["criminal"].kill()
            wait_until(supervisor.revive)
            supervisor.wait_ready()

            def answer():
                with sender.agency.database.read() as connection:
                    query = select(booking_answer.c.kind).where(booking_answer.c.correlation == receipt.correlation)
                    return list(connection.scalars(query))

            assert wait_until(answer) == ["SRE"]
        with opened(deployment, "enforcement", desk=True) as enforcement:

            def cases():
                with enforcement.agency.database.read() as connection:
                    return connection.execute(select(case.c.correlation).where(case.c.opened_at.is_not(None))).all()

            assert [row.correlation for row in wait_until(cases)] == [receipt.correlation]
        assert "alarm" not in told(deployment)
        try_with_a_wrong_certificate(deployment)
        wait_until(lambda: "alarm criminal: connection refused" in told(deployment))


def try_with_a_wrong_certificate(deployment):
    """Somebody connects with a certificate of their own authority, to the NATS server or to an agency's gateway."""
    stranger = a_stranger(deployment.parent / "stranger", "criminal")
    section = load_configuration(deployment / "criminal.toml").transport
    files = {"certificate": stranger / "certificate.pem", "key": stranger / "certificate.key"}
    files |= {"authority": deployment / "authority.pem"}
    if section.kind == "nats":
        client = NatsTransport(section.nats, "state", tls=client_context(*files.values()))
        client.call_seconds = 2.0
    else:
        client = HttpsTransport({"criminal": f"https://{section.listen}"}, **files)
    with pytest.raises(UnavailableError):
        client._call(client._connected()) if section.kind == "nats" else client.deliver("criminal", b"anything")
    client.close()
