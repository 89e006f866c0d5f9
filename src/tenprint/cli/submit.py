"""`tenprint submit`: send an EBTS file into the demo's world and show the answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from tenprint import transaction
from tenprint.agency.booking import reading
from tenprint.agency.booking.submit import submit as submit_file
from tenprint.cli.authority import sign_in
from tenprint.errors import UnavailableError, UsageError
from tenprint.simulate.world.driver import open_world

app = typer.Typer()
DEMO_WORLD = Path("demo")
LARGEST_BYTES = 64 * 1024 * 1024  # of a file: a ten-print card at 1000 ppi has about 15 MB


@app.command()
def submit(
    file: Annotated[Path, typer.Argument(help="An EBTS file: CAR, CNA, FAUF, MAP ...")],
    world: Annotated[Path, typer.Option(help="Folder of the demo's world.")] = DEMO_WORLD,
    user: Annotated[str, typer.Option(help="Who submits; stands in the audit log.")] = "booking.officer",
    timeout: Annotated[float, typer.Option(help="How long to wait for the answers, s.")] = 300.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answers as JSON.")] = False,
) -> None:
    """Send a file, wait for its answers, show them. A file that cannot be accepted changes nothing (exit 2)."""
    data = _read(file)
    transaction.read(data)  # before the world is opened: a file that is none must not wait for anything
    agencies, _plan = open_world(world)
    with agencies:
        session = sign_in(agencies.booking, user, role="booking_officer", purpose="criminal")
        with agencies.booking.act(session) as unit:
            unit.permit("submission:send", file.name)
        receipt = submit_file(agencies.booking, data, user=session.user)
        agencies.start()
        if not agencies.settle(timeout):
            raise UnavailableError(f"no answer within {timeout:g} s", remedy="Ask again later: nothing is lost.")
        with agencies.booking.act(session) as unit:
            answers = [
                (answer.kind, _fields(answer.transaction) if answer.transaction is not None else {"": "expunged"})
                for answer in reading.answers(unit, receipt.correlation)
            ]
    if as_json:
        rows = [{"kind": kind, "fields": fields} for kind, fields in answers]
        typer.echo(msgspec.json.encode({"correlation": receipt.correlation, "new": receipt.new, "answers": rows}))
        return
    console = Console()
    console.print(f"[bold]{receipt.correlation}[/] {'accepted' if receipt.new else 'was accepted before'}")
    for kind, fields in answers:
        console.rule(kind)
        for tag, text in fields.items():
            console.print(f"[bold]{tag}[/] {text}", highlight=False)


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST_BYTES:
            raise UsageError("the file is too large", where=str(file), remedy=f"At most {LARGEST_BYTES} bytes.")
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where=str(file)) from None


def _fields(data: bytes) -> dict[str, str]:
    answer = transaction.read(data)
    tags = {"1.009": "TCN", "1.010": "TCR", "2.014": "FBI number", "2.015": "SID", "2.018": "Name", "2.059": "Result"}
    tags |= {"2.060": "Message", "2.075": "Rap sheet"}
    return {f"{tag} {name}": answer.text(tag) for tag, name in tags.items() if answer.text(tag)}
