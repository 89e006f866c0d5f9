"""Running the console: of a demo's world, or of one agency's configuration."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import uvicorn

from tenprint.console.framework.app import create_app
from tenprint.console.framework.house import House
from tenprint.console.signin.demo import demo_people
from tenprint.runtime.config import load
from tenprint.runtime.process import AgencyProcess
from tenprint.simulate.population import simulated_registry
from tenprint.simulate.world.driver import open_world
from tenprint.simulate.world.scenes import play

GRACE_SECONDS = 2  # for answers that are on their way when the server stops
LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
SIMULATED = "simulated"


@contextlib.contextmanager
def demo_house(folder: Path, *, scenes: bool = False) -> Iterator[House]:
    """Open a demo's world with its workers and its people; `scenes` adds work for examiners and operators.

    Raises:
        UsageError: there is no world in this folder.
    """
    world, plan = open_world(folder)
    with world:
        people = demo_people(folder, world.agencies)
        world.start()
        if scenes:
            play(world, plan)
        yield House(world.agencies, demo=people, secure=False)


@contextlib.contextmanager
def agency_house(config: Path, *, secure: bool) -> Iterator[House]:
    """Open one agency of a deployment; its own process works its journal off, this one looks and acts.

    Raises:
        ConfigurationError: the file is missing or not sound.
    """
    registry = simulated_registry() if load(config).activation == SIMULATED else None
    with AgencyProcess(config, activation=registry, desk=True) as process:
        yield House({process.agency.role: process.agency}, secure=secure)


def server(
    house: House, host: str, port: int, *, certificate: Path | None = None, key: Path | None = None
) -> uvicorn.Server:
    """Return a server of the console that is not running yet."""
    return uvicorn.Server(
        uvicorn.Config(
            create_app(house),
            host=host,
            port=port,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
            ssl_certfile=certificate,
            ssl_keyfile=key,
        )
    )
