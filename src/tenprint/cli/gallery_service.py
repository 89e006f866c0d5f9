"""`tenprint gallery service`: enrol into, search and look at a gallery that `tenprint serve gallery` runs."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from tenprint.cli.gallery_options import AsJson, progress, show
from tenprint.cli.gallery_search import print_answer
from tenprint.cli.gallery_sources import count_subjects, subjects_of
from tenprint.search.parameters import DEFAULT_LIMIT

if TYPE_CHECKING:
    from tenprint.client.gallery import GalleryClient

app = typer.Typer(no_args_is_help=True, help=__doc__)
BATCH = 256

Address = Annotated[str, typer.Argument(help="Address of the service, as http://127.0.0.1:7181.")]
TokenFile = Annotated[Path, typer.Option("--token", help="File that holds a token of `tenprint osia token`.")]
Authority = Annotated[Path | None, typer.Option(help="PEM file of the authority of the server's certificate.")]


@app.command()
def enrol(
    address: Address,
    sources: Annotated[list[Path], typer.Argument(help="Template files, transactions, galleries, folders.")],
    token: TokenFile,
    authority: Authority = None,
    as_json: AsJson = False,
) -> None:
    """Add subjects. Those already there are passed over, so the same command goes on after a stop."""
    added = known = 0
    with _client(address, token, authority) as client:
        for source in sources:
            subjects = subjects_of(source)
            with progress(f"Enrolling {source.name}", count_subjects(source)) as advance:
                while part := list(islice(subjects, BATCH)):
                    done = client.add(part)
                    added, known = added + done.added, known + done.known
                    advance(len(part))
    show({"added": added, "known": known}, f"{added:,} subjects added, {known:,} were there already", as_json)


@app.command()
def search(
    address: Address,
    source: Annotated[Path, typer.Argument(help="Transaction, or template file whose first subject is searched for.")],
    token: TokenFile,
    limit: Annotated[int, typer.Option(min=1, help="Candidates to list.")] = DEFAULT_LIMIT,
    deadline: Annotated[float | None, typer.Option(help="Seconds after which a partial answer is given.")] = None,
    wait: Annotated[bool, typer.Option(help="Wait for a shard that is being replaced.")] = True,
    thorough: Annotated[
        bool, typer.Option(help="All records of a person: look on also where somebody is found for certain.")
    ] = False,
    authority: Authority = None,
    as_json: AsJson = False,
) -> None:
    """Search; a candidate is a lead, people decide. Ends with code 1 where only a part was searched."""
    fingers = next(iter(subjects_of(source)))[1]
    with _client(address, token, authority) as client:
        found = client.search(fingers, limit=limit, deadline=deadline, wait=wait, thorough=thorough)
    if as_json:
        typer.echo(msgspec.json.encode(found))
    else:
        print_answer(found.answer)
    if not found.complete:
        raise typer.Exit(1)


@app.command()
def status(address: Address, token: TokenFile, authority: Authority = None, as_json: AsJson = False) -> None:
    """Show shards and copies. Ends with code 1 where a shard does not answer."""
    with _client(address, token, authority) as client:
        found = client.status()
    if as_json:
        typer.echo(msgspec.json.encode(found))
    else:
        table = Table("shard", "subjects", "copy", "host", "state", "replaced", "problem", box=None)
        for shard in found.shards:
            for copy in shard.copies:
                table.add_row(
                    str(shard.shard), f"{shard.subjects:,}", str(copy.copy), copy.host or "this", copy.state,
                    str(copy.replaced), copy.problem,
                )  # fmt: skip
        Console().print(table)
        moving = "; subjects are being moved" if found.moving else ""
        typer.echo(f"{found.shards_answering} of {found.shards_total} shards, {found.subjects:,} subjects{moving}")
    if found.shards_answering < found.shards_total:
        raise typer.Exit(1)


def _client(address: str, token: Path, authority: Path | None) -> GalleryClient:
    from tenprint.client.gallery import GalleryClient  # slow to load

    return GalleryClient(address, token.read_text().strip(), authority=str(authority or ""))
