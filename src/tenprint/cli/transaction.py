"""ANSI/NIST-ITL and EBTS files: show, validate, edit, build."""

from __future__ import annotations

import typer

from tenprint.cli import (
    transaction_anonymise,
    transaction_build,
    transaction_convert,
    transaction_diff,
    transaction_edit,
    transaction_extract,
    transaction_roundtrip,
    transaction_show,
    transaction_validate,
)

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)


@app.callback()
def transaction() -> None:
    """ANSI/NIST-ITL and EBTS files: show, validate, edit, build."""


app.command("show")(transaction_show.show)
app.command("validate")(transaction_validate.validate)
app.command("edit")(transaction_edit.edit)
app.command("diff")(transaction_diff.diff)
app.command("convert")(transaction_convert.convert)
app.command("extract-images")(transaction_extract.extract_images)
app.add_typer(transaction_build.app, name="build")
app.command("roundtrip")(transaction_roundtrip.roundtrip)
app.command("anonymise")(transaction_anonymise.anonymise)
