"""`tenprint policy explain`: one case in words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from tenprint.cli.policy_options import Json, Policies
from tenprint.errors import UsageError
from tenprint.policy import Conviction, PolicyStore
from tenprint.policy.cases import Case, read_cases
from tenprint.policy.explain import explain

FORM = "OFFENCE:SEVERITY:DATE[:DAYS], as 2202:felony:2005-03-01:365; write unknown where the offence is not known"


def explain_case(
    cases: Annotated[Path | None, typer.Argument(help="JSON file of cases, as `simulate population` writes.")] = None,
    case: Annotated[str | None, typer.Option(help="Which case of the file; by default the first.")] = None,
    conviction: Annotated[list[str] | None, typer.Option(help=f"A conviction instead of a file: {FORM}.")] = None,
    version: Annotated[str, typer.Option(help="Version of the levels.")] = "2010-06",
    policies: Policies = None,
    as_json: Json = False,
) -> None:
    """Explain the level of one case: what each rule counted, what it did not, and why."""
    if (cases is None) == (not conviction):
        raise UsageError("nothing to explain, or two things", remedy="Give a file of cases, or --conviction.")
    chosen = _from_file(cases, case) if cases is not None else _from_options(conviction or [])
    explanation = explain(chosen.case, chosen.convictions, PolicyStore(policies).levels(version))
    typer.echo(msgspec.json.encode(explanation) if as_json else explanation.text)


def _from_file(path: Path, wanted: str | None) -> Case:
    cases = read_cases(path)
    for case in cases:
        if wanted is None or case.case == wanted:
            return case
    raise UsageError(f"there is no case {wanted!r} in {path}", remedy=f"The first is {cases[0].case!r}.")


def _from_options(texts: list[str]) -> Case:
    return Case(case="(command line)", convictions=tuple(_conviction(text) for text in texts))


def _conviction(text: str) -> Conviction:
    parts = text.split(":")
    try:
        offence, severity, date, days = (*parts, "0") if len(parts) == 3 else parts
        raw = {
            "offence": None if offence == "unknown" else offence,
            "severity": severity,
            "date": date,
            "sentence_days": int(days),
        }
        return msgspec.convert(raw, Conviction)
    except (ValueError, msgspec.ValidationError) as error:
        raise UsageError(f"{text!r} is no conviction: {error}", remedy=f"The form is {FORM}.") from None
