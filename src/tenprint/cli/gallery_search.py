"""`tenprint gallery search`: whose fingers are these?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from tenprint.cli.gallery_options import AsJson, GalleryPath
from tenprint.cli.gallery_sources import subjects_of, template_of_image
from tenprint.errors import UsageError
from tenprint.fingerprint.template import Template
from tenprint.search import Answer, Bands, Gallery, Options, Positions, identify
from tenprint.search.parameters import DEFAULT_LIMIT


def search(
    path: GalleryPath,
    source: Annotated[
        Path | None, typer.Argument(help="Transaction, or template file whose first subject is searched for.")
    ] = None,
    finger: Annotated[
        list[str] | None, typer.Option(help="POSITION=IMAGE, for example 2=right.png; repeat for each finger.")
    ] = None,
    positions: Annotated[Positions, typer.Option(help="Whether the positions are known.")] = Positions.KNOWN,
    limit: Annotated[int, typer.Option(min=1, help="Candidates to list.")] = DEFAULT_LIMIT,
    deadline: Annotated[float | None, typer.Option(help="Seconds after which a partial answer is given.")] = None,
    policy: Annotated[str | None, typer.Option(help="Version of the policy whose bands apply.")] = None,
    thorough: Annotated[
        bool, typer.Option(help="All records of a person: look on also where somebody is found for certain.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Search with a transaction, a template file, or single images; a candidate is a lead, people decide."""
    fingers = _fingers(source, finger or [])
    version, bands = _bands(policy)
    with Gallery.open(path) as gallery:
        options = Options(limit=limit, bands=bands, policy=version, deadline=deadline, thorough=thorough)
        answer = identify(gallery, fingers, positions=positions, options=options)
    if as_json:
        typer.echo(msgspec.json.encode(answer))
    else:
        print_answer(answer)


def _fingers(source: Path | None, named: list[str]) -> dict[int, Template]:
    if (source is None) == (not named):
        raise UsageError("a search needs a file or --finger, not both")
    if source is not None:
        return next(iter(subjects_of(source)))[1]
    fingers = {}
    for text in named:
        position, _, file = text.partition("=")
        if not position.isdigit() or not file:
            raise UsageError(f"{text!r} is not POSITION=IMAGE", remedy="For example --finger 2=right.png")
        fingers[int(position)] = template_of_image(Path(file), int(position))
    return fingers


def _bands(version: str | None) -> tuple[str, Bands]:
    from tenprint.policy import PolicyStore

    policy = PolicyStore().bands(version)
    bands = Bands(
        policy.lights_out.false_match_probability_at_most,
        policy.adjudicate.false_match_probability_at_most,
        policy.lights_out.fingers_at_least,
    )
    return policy.version, bands


def print_answer(answer: Answer) -> None:
    """Print candidates and coverage."""
    table = Table("rank", "subject", "band", "llr", "chance of a false match", "fingers that speak for it", box=None)
    for rank, candidate in enumerate(answer.candidates, 1):
        speaking = sum(finger.llr > 0 for finger in candidate.fingers)
        table.add_row(
            str(rank),
            candidate.subject,
            candidate.band,
            f"{candidate.llr:.1f}",
            f"{candidate.false_match_probability:.2g}",
            f"{speaking} of {len(candidate.fingers)}",
        )
    console = Console()
    console.print(table)
    console.print(f"{answer} in {answer.seconds:.3f} s", highlight=False)
