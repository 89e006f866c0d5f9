"""`tenprint transaction validate`: hold files against the standard and the EBTS."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tenprint.cli.main import EXIT_INPUT
from tenprint.errors import InputError, UsageError


class Output(StrEnum):
    """How findings are written."""

    text = "text"
    json = "json"
    sarif = "sarif"


_RULES_HELP = (
    "Rule sets, with commas between them: itl-2007, itl-2011, itl-2013, itl-2015, ebts-9.1; those that the file asks "
    "for where left out."
)


def validate(
    files: Annotated[list[Path], typer.Argument(help="Files to validate.")],
    rules: Annotated[str | None, typer.Option(help=_RULES_HELP)] = None,
    form: Annotated[Output, typer.Option("--format", help="How findings are written.")] = Output.text,
) -> None:
    """Validate files: structure, fields, codes, days, images. Nothing is decoded and nothing is changed.

    Exits 0 where there is no error (warnings and notes are allowed), 1 where there is one, 2 where a file cannot be
    read.
    """
    from tenprint.transaction import read
    from tenprint.transaction.validate import Finding, as_json, as_sarif, as_text
    from tenprint.transaction.validate import validate as check

    names = [name.strip() for name in rules.split(",") if name.strip()] if rules else None
    findings: dict[str, list[Finding]] = {}
    unread = False
    for path in files:
        try:
            findings[str(path)] = check(read(path), names)
        except UsageError:  # the rules, not the file
            raise
        except InputError as error:
            unread = True
            remedy = error.remedy or "Ask for the file again."
            findings[str(path)] = [Finding("file-unreadable", "error", "file", error.what, remedy, error.where.offset)]
    if form is Output.text:
        Console(soft_wrap=True, highlight=False, markup=False).print(as_text(findings))
    else:
        print(as_json(findings) if form is Output.json else as_sarif(findings))
    if unread:
        raise typer.Exit(EXIT_INPUT)
    if any(finding.severity == "error" for found in findings.values() for finding in found):
        raise typer.Exit(1)
