"""`tenprint transaction build`: make requests and answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from tenprint.errors import InputError, UsageError

if TYPE_CHECKING:
    from tenprint.transaction import Transaction
    from tenprint.transaction.build import Print

app = typer.Typer(no_args_is_help=True, help="Build a request from images and demographics, or an answer to a request.")

Fields = Annotated[
    list[str] | None,
    typer.Option("--field", help="FIELD=TEXT, as 2.018=DOE,JOHN or NAM=DOE,JOHN; items by |, subfields by repeating."),
]
Output = Annotated[Path, typer.Option("--output", "-o", help="Where to write.")]
Number = Annotated[str | None, typer.Option("--tcn", help="Control number; a fresh one by default.")]
Request = Annotated[Path, typer.Option("--request", help="The request that is answered.")]


def _request_command(tot: str, words: str) -> None:
    def build_request(
        output: Output,
        images_from: Annotated[
            Path | None, typer.Option("--images-from", help="A file whose images are taken over as they are.")
        ] = None,
        prints: Annotated[
            list[str] | None,
            typer.Option("--print", help="POSITION=FILE, as 1=thumb.wsq. 1 to 10 count as rolled, 11 to 14 as plain."),
        ] = None,
        fields: Fields = None,
        demographics: Annotated[
            Path | None, typer.Option("--demographics", help="JSON object of fields, keys as in --field.")
        ] = None,
        ori: Annotated[
            str | None, typer.Option("--ori", help="Sending agency; that of --images-from by default.")
        ] = None,
        dai: Annotated[
            str | None, typer.Option("--dai", help="Receiving agency; that of --images-from by default.")
        ] = None,
        tcn: Number = None,
        priority: Annotated[
            int | None, typer.Option("--priority", help="1 (rapid) to 9; EBTS's own by default.")
        ] = None,
        record_type: Annotated[int, typer.Option("--record-type", help="4 or 14, of the image records.")] = 4,
    ) -> None:
        from tenprint.transaction import build, read

        source = read(images_from) if images_from is not None else None
        chosen = [*(build.prints_of(source) if source is not None else []), *map(_print, prints or [])]
        sender, receiver = ori or (source.ori if source else ""), dai or (source.dai if source else "")
        if not (sender and receiver):
            raise UsageError("the sending and the receiving agency are not known", remedy="Give --ori and --dai.")
        values = {**_from_json(demographics), **_given(fields or [])}
        transaction = build.request(
            tot, values, chosen, ori=sender, dai=receiver, tcn=tcn, priority=priority, record_type=record_type
        )
        _finish(transaction, output)

    app.command(tot.lower(), help=words)(build_request)


for _tot, _words in (
    ("CAR", "Criminal ten-print submission, answer wanted."),
    ("CNA", "Criminal ten-print submission, no answer wanted."),
    ("FAUF", "Federal applicant submission."),
    ("TPIS", "Ten-print image search."),
    ("RPIS", "Rapid search with two to ten fingers."),
):
    _request_command(_tot, _words)


@app.command("sre", help="Result of a ten-print submission.")
def sre(
    request: Request,
    output: Output,
    ident: Annotated[bool, typer.Option("--ident/--no-ident", help="Identified or not.")] = False,
    fbi_number: Annotated[str | None, typer.Option("--fbi-number", help="The subject's number.")] = None,
    sid: Annotated[str | None, typer.Option("--sid", help="State number.")] = None,
    rap_sheet: Annotated[
        Path | None, typer.Option("--rap-sheet", help="Text file; sent only if it was asked for.")
    ] = None,
    tcn: Number = None,
) -> None:
    """Answer a ten-print submission."""
    from tenprint.transaction import build, read

    sheet = _text(rap_sheet) if rap_sheet is not None else None
    answer = build.sre(read(request), ident=ident, fbi_number=fbi_number, sid=sid, rap_sheet=sheet, tcn=tcn)
    _finish(answer, output)


@app.command("errt", help="Refusal of a ten-print transaction.")
def errt(
    request: Request,
    output: Output,
    messages: Annotated[list[str], typer.Option("--message", help="What is wrong, as 'E0001 - 2.018 is missing'.")],
    tcn: Number = None,
) -> None:
    """Refuse a ten-print transaction."""
    from tenprint.transaction import build, read

    _finish(build.errt(read(request), messages, tcn=tcn), output)


@app.command("rpisr", help="Result of a rapid search.")
def rpisr(
    request: Request,
    output: Output,
    result: Annotated[str, typer.Option("--result", help="R, Y or G.")],
    note: Annotated[str, typer.Option("--note", help="What the officer shall know.")],
    fbi_numbers: Annotated[list[str] | None, typer.Option("--fbi-number", help="Number of a candidate.")] = None,
    tcn: Number = None,
) -> None:
    """Answer a rapid search."""
    from tenprint.transaction import build, read

    if result not in ("R", "Y", "G"):
        raise UsageError(f"{result!r} is no result of a rapid search", remedy="Expected R, Y or G.")
    answer = build.rpisr(read(request), result=result, note=note, fbi_numbers=fbi_numbers or (), tcn=tcn)  # type: ignore[arg-type]
    _finish(answer, output)


@app.command("srt", help="Result of a ten-print image search.")
def srt(
    request: Request,
    output: Output,
    candidates: Annotated[
        list[str] | None, typer.Option("--candidate", help="NUMBER=NAME, best first; up to 25.")
    ] = None,
    tcn: Number = None,
) -> None:
    """Answer a ten-print image search."""
    from tenprint.transaction import build, read

    found = [(number, name) for number, _, name in (text.partition("=") for text in candidates or [])]
    _finish(build.srt(read(request), candidates=found, tcn=tcn), output)


@app.command("tprr", help="Rap sheets of a rap sheet search.")
def tprr(
    request: Request,
    output: Output,
    rap_sheets: Annotated[list[Path], typer.Option("--rap-sheet", help="Text file of one candidate.")],
    tcn: Number = None,
) -> None:
    """Answer a rap sheet search."""
    from tenprint.transaction import build, read

    _finish(build.tprr(read(request), rap_sheets=[_text(path) for path in rap_sheets], tcn=tcn), output)


def _finish(transaction: Transaction, output: Path) -> None:
    transaction.write(output)
    console = Console(highlight=False, soft_wrap=True)
    images = f", {len(transaction.images)} images" if transaction.images else ""
    console.print(f"wrote {output}: {transaction.title}, {len(transaction)} records{images}", markup=False)


def _given(fields: list[str]) -> dict[str, Any]:
    from tenprint.cli.transaction_edit import parse_value
    from tenprint.transaction import TaggedRecord

    record = TaggedRecord.new(2, {})
    grouped: dict[str, list[Any]] = {}
    for field in fields:
        key, equals, text = field.partition("=")
        if not equals:
            raise UsageError(f"{field!r} has no =", remedy="Expected FIELD=TEXT, as 2.018=DOE,JOHN.")
        number = record.number_of(key)
        grouped.setdefault(f"2.{number:03d}", []).append(parse_value(record, number, text))
    return {key: values[0] if len(values) == 1 else values for key, values in grouped.items()}


def _from_json(path: Path | None) -> dict[str, Any]:
    """Read fields from a JSON object; keys are brought to numbers, so that --field can replace them."""
    from tenprint.transaction import TaggedRecord

    if path is None:
        return {}
    try:
        values = json.loads(_text(path))
    except ValueError as error:
        raise InputError(f"is no JSON: {error}", where=str(path)) from error
    if not isinstance(values, dict):
        raise InputError("is no JSON object of fields", where=str(path), remedy='Expected as {"2.018": "DOE,JOHN"}.')
    record = TaggedRecord.new(2, {})
    return {f"2.{record.number_of(key):03d}": _plain(value) for key, value in values.items()}


def _plain(value: Any) -> Any:
    """Bring JSON's arrays to subfields (a list) and items (a tuple)."""
    return [tuple(v) if isinstance(v, list) else v for v in value] if isinstance(value, list) else value


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read as text: {error}", where=str(path)) from error


def _print(text: str) -> Print:
    from tenprint.transaction.build import print_from

    position, equals, name = text.partition("=")
    if not (equals and position.isdigit()):
        raise UsageError(f"{text!r} is no print", remedy="Expected POSITION=FILE, as 1=thumb.wsq.")
    try:
        data = Path(name).read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=name) from error
    return print_from(data, int(position), source=name)
