"""`tenprint api`: one role's interface for programs, on a demo's world."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from tenprint.accountability import keys
from tenprint.agency import webhooks
from tenprint.api.roles.app import create_app
from tenprint.console.signin.demo import MAKER, demo_people
from tenprint.errors import UsageError
from tenprint.runtime.station import Workers
from tenprint.simulate.world.driver import open_world

app = typer.Typer()


@app.command()
def api(
    state: Annotated[Path, typer.Option(help="Folder of a demo's world.")],
    role: Annotated[str, typer.Option(help="booking, state, criminal, immigration or enforcement.")],
    port: Annotated[int, typer.Option(help="On this machine.")] = 8090,
    key_for: Annotated[str, typer.Option(help="Print a key for this account of the demo, for one day.")] = "",
    scope: Annotated[list[str] | None, typer.Option(help="What that key may do, as answer:read.")] = None,
    webhook: Annotated[
        list[str] | None, typer.Option(help="Prefix of addresses that may be registered as webhooks; none by default.")
    ] = None,
) -> None:
    """Serve until stopped (Ctrl-C). A demo is served on this machine only."""
    world, _plan = open_world(state)
    with world:
        if role not in world.agencies:
            raise UsageError(f"there is no role {role!r}", where="--role")
        agency = world.agencies[role]
        demo_people(state, world.agencies)
        if key_for:
            with agency.unit(cause="api:key", actor=MAKER) as unit:
                made = keys.issue(
                    unit.connection, name=key_for, scopes=scope or [], days=1, by=unit.actor, now=unit.now
                )
                unit.audit("account:change", key_for, purpose="administration", outcome=f"key {made.identifier}")
            typer.echo(made.token)
        world.start()
        telling = Workers()
        if webhook:
            webhooks.allow(agency, webhook)
            telling.add("webhooks", lambda: webhooks.work(agency), webhooks.WEBHOOK_SECONDS)
        typer.echo(f"The {role} interface is at http://127.0.0.1:{port}/openapi.json", err=True)
        try:
            uvicorn.run(
                create_app(agency, counted=world.agencies), host="127.0.0.1", port=port, log_level="warning",
                access_log=False, server_header=False,
            )  # fmt: skip
        finally:
            telling.stop()
