"""`tenprint audit`: export an agency's audit log, verify one offline, show who did what to one thing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from tenprint.accountability import anchor, checkpoint
from tenprint.accountability.export import verify as verify_log
from tenprint.accountability.signing import read_public
from tenprint.agency import auditing
from tenprint.cli.case_options import DEMO, As, Json, World, at_desk, looking, opened
from tenprint.errors import UsageError

app = typer.Typer(no_args_is_help=True)
Role = Annotated[str, typer.Option("--at", help="Role whose log it is.")]


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="What `tenprint audit export` wrote.")],
    key: Annotated[Path, typer.Option(help="The agency's public key, audit.pub.")],
    earlier: Annotated[Path | None, typer.Option(help="An earlier export that this one must continue.")] = None,
    anchors: Annotated[Path | None, typer.Option(help="The agency's audit.anchors, kept elsewhere.")] = None,
    as_json: Json = False,
) -> None:
    """Check a log with nothing but the file and the public key: no byte changed, nothing removed, no tail missing."""
    before, kept = _read(earlier) if earlier else None, _read(anchors) if anchors else None
    report = verify_log(_read(file), read_public(key), earlier=before, anchors=kept)
    if as_json:
        typer.echo(msgspec.json.encode(report._asdict()).decode())
        return
    typer.echo(f"{report.agency}: {report.entries} entries, {report.checkpoints} checkpoints, sound as of {report.at}")


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="File to write.")],
    auditor: Annotated[str, typer.Option(help="Your name; the export is audited too.")],
    at: Role = "enforcement",
    world: World = DEMO,
) -> None:
    """Write a role's log to a file that proves itself; the public key lies in its folder as audit.pub."""
    with opened(world) as agencies:
        with at_desk(agencies, auditor, As(at, "auditor", "oversight")) as unit:
            data = auditing.export_log(unit, file.name)
        file.write_bytes(data)
        key = agencies.agencies[at].audit_key
        if key is not None and key.anchors is not None:
            with agencies.agencies[at].database.read() as connection:
                anchor.keep(key.anchors, checkpoint.checkpoints(connection))
        own = agencies.folder / at
        typer.echo(f"{file}: verify with --key {own / 'audit.pub'} --anchors {own / 'audit.anchors'}")


@app.command()
def show(
    thing: Annotated[str, typer.Argument(help="Case number, booking or other object; an empty text for all.")],
    auditor: Annotated[str, typer.Option(help="Your name; looking into the log is audited too.")],
    at: Role = "enforcement",
    world: World = DEMO,
) -> None:
    """Show who did what to one thing, when and why."""
    with looking(world, auditor, As(at, "auditor", "oversight")) as unit:
        found = auditing.read_log(unit, thing)
    for entry in found:
        when = f"{entry.at:%Y-%m-%d %H:%M:%S.%f}"[:-4]
        typer.echo(f"{when} {entry.user} {entry.action} {entry.object} for {entry.purpose}: {entry.outcome}")


@app.command()
def disclosures(
    booking: Annotated[str, typer.Argument(help="Booking, as ORI:TCN.")],
    auditor: Annotated[str, typer.Option(help="Your name; the look is audited too.")],
    at: Role = "criminal",
    world: World = DEMO,
) -> None:
    """Show who was told what about a booking, when and for which purpose."""
    with looking(world, auditor, As(at, "auditor", "oversight")) as unit:
        found = auditing.disclosures(unit, booking)
    for line in found:
        typer.echo(f"{line.at:%Y-%m-%d %H:%M} {line.recipient} {line.type} for {line.purpose} by {line.by}")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read the file: {error.strerror}", where=str(path)) from None
