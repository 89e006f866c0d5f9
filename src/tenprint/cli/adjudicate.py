"""`tenprint adjudicate`: an examiner's tasks. Nothing here shows a booking, a person, a score or another's view."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from tenprint import transaction
from tenprint.agency.examination import material, on_file
from tenprint.agency.masterfile import pack, unpack
from tenprint.agency.prints import capture
from tenprint.cases import adjudication
from tenprint.cases.adjudication import Mark, Verdict
from tenprint.cli.authority import sign_in
from tenprint.cli.case_options import DEMO, As, Json, World, acting, agency_of, looking, opened
from tenprint.errors import UsageError

app = typer.Typer(no_args_is_help=True)
Examiner = Annotated[str, typer.Option(help="Your name.")]
Role = Annotated[str, typer.Option("--at", help="Repository: criminal or immigration.")]
Name = Annotated[str, typer.Argument(help="Task, as `tenprint adjudicate list` shows it.")]


@app.command("list")
def list_tasks(examiner: Examiner, at: Role = "immigration", world: World = DEMO, as_json: Json = False) -> None:
    """List the tasks that you can take, oldest first."""
    with looking(world, examiner, _as(at, "examiner")) as unit:
        listed = adjudication.tasks(unit)
    if as_json:
        typer.echo(msgspec.json.encode(listed).decode())
        return
    typer.echo(f"{len(listed)} task(s)")
    for task in listed:
        typer.echo(
            f"{task.name}  waiting since {task.waiting_since:%Y-%m-%d %H:%M}  candidates {', '.join(task.letters)}"
        )


@app.command()
def show(name: Name, examiner: Examiner, at: Role = "immigration", world: World = DEMO) -> None:
    """Show a task: the minutiae of each finger, of the search and of each candidate, as JSON; the look is audited."""
    with looking(world, examiner, _as(at, "examiner")) as unit:
        seen = material(unit, name)
    prints = {"search": seen.search, **seen.candidates}
    shown = {
        who: {
            finger: [[round(float(x), 1), round(float(y), 1)] for x, y in zip(t.x, t.y, strict=True)]
            for finger, t in unpack(p.templates).items()
        }
        for who, p in prints.items()
    }
    typer.echo(msgspec.json.encode({"task": name, "minutiae": shown}).decode())


@app.command()
def conclude(
    name: Name,
    verdict: Annotated[Verdict, typer.Argument()],
    examiner: Examiner,
    candidate: Annotated[str | None, typer.Option(help="Letter of the identified candidate.")] = None,
    marks: Annotated[
        Path | None, typer.Option(help="JSON: [[finger, [x, y], [x, y]], ...], search then candidate.")
    ] = None,
    at: Role = "immigration",
    world: World = DEMO,
) -> None:
    """Conclude on a task. An identification needs marked minutiae; what others concluded is not shown."""
    pairs = _marks(marks)
    with acting(world, examiner, _as(at, "examiner")) as unit:
        adjudication.conclude_by_letter(unit, name, verdict, candidate, pairs)
    typer.echo(f"{name}: recorded")


@app.command("add-item")
def add_item(
    search: Annotated[Path, typer.Argument(help="EBTS file whose prints are the search of the item.")],
    candidate: Annotated[list[str], typer.Option(help="NAME=FILE (EBTS), or the name of an encounter on file here.")],
    user: Annotated[str, typer.Option(help="Your name.")],
    truth: Annotated[str | None, typer.Option(help="Candidate who is the same person; none for nobody.")] = None,
    at: Role = "immigration",
    world: World = DEMO,
) -> None:
    """Mix an item with known truth into the examiners' queue; it measures, and leads to no message."""
    who, files = _as(at, "quality_manager"), [text.partition("=") for text in candidate]
    with opened(world) as agencies:
        agency = agency_of(agencies, at)
        session = sign_in(agency, user, role=who.role, purpose=who.purpose)
        with agency.act(session) as unit:
            unit.permit("examination:proficiency", "queue")
        prints, images = _prints(search)
        given = {name: _prints(Path(file))[0] for name, equals, file in files if equals}
        with agency.act(session) as unit:
            filed = {name: given[name] if equals else on_file(unit, name) for name, equals, _ in files}
            empty = [name for name, fingers in filed.items() if not fingers]
            if empty:
                raise UsageError(f"no prints are on file of {', '.join(empty)}", remedy="Name an encounter, or a file.")
            adjudication.add_proficiency_item(unit, prints=prints, filed=filed, truth=truth, images=images)
    typer.echo(f"added: {len(prints)} finger(s), {len(filed)} candidate(s)")


@app.command()
def figures(
    at: Role = "immigration",
    world: World = DEMO,
    user: Annotated[str, typer.Option(help="Your name.")] = "quality.manager",
) -> None:
    """Print workload, agreement and results on proficiency items, as JSON."""
    with looking(world, user, _as(at, "quality_manager")) as unit:
        typer.echo(msgspec.json.encode(adjudication.examination_figures(unit)).decode())


def _prints(path: Path) -> tuple[dict[int, bytes], dict[int, bytes]]:
    """Return compact templates and encoded images by finger, of an EBTS file."""
    try:
        captured = capture(transaction.read(path.read_bytes()))
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where=str(path)) from None
    return pack(captured.templates), captured.images


def _marks(path: Path | None) -> list[Mark]:
    if path is None:
        return []
    try:
        rows = msgspec.json.decode(path.read_bytes(), type=list[tuple[int, tuple[float, float], tuple[float, float]]])
    except (OSError, msgspec.MsgspecError) as error:
        raise UsageError(f"the marks cannot be read: {error}", where=str(path)) from None
    return [Mark(*row) for row in rows]


def _as(repository: str, role: str) -> As:
    if repository not in ("criminal", "immigration"):
        raise UsageError(f"{repository!r} searches no prints", remedy="Say --at criminal or --at immigration.")
    return As(repository, role, "examination")
