"""The `tenprint` command: a table of command groups, each loaded only when it is asked for."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from typer.core import TyperGroup

from tenprint import __version__
from tenprint.errors import InputError, TenprintError

# name -> (module with `app`, one line of help). A module whose `app` has one command is that command itself.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("tenprint.cli.demo", "Build a small synthetic world and watch bookings travel through it."),
    "submit": ("tenprint.cli.submit", "Send an EBTS file into the demo's world and show the answers."),
    "case": ("tenprint.cli.case", "Cases at the enforcement agency: list, show, decide, confirm."),
    "init": ("tenprint.cli.init", "Configurations, keys and partner register for five agencies that run apart."),
    "serve": ("tenprint.cli.serve", "Run one agency as a process of its own."),
    "osia": ("tenprint.cli.osia", "The OSIA ABIS interface: tokens for its clients; `tenprint serve osia` runs it."),
    "openapi": ("tenprint.cli.openapi", "The OpenAPI document of a role's HTTP API."),
    "up": ("tenprint.cli.up", "Run all five agencies of a deployment as separate processes on this machine."),
    "console": ("tenprint.cli.console", "The web console: what people look at, and decide on."),
    "partner": ("tenprint.cli.partner", "The partner register: list, add, suspend, rotate keys."),
    "status": ("tenprint.cli.status", "Queues, oldest waiting message, dead letters; redeliver on command."),
    "adjudicate": ("tenprint.cli.adjudicate", "Candidates between the bands: what an examiner sees and concludes."),
    "audit": ("tenprint.cli.audit", "The audit log: export, verify offline, show."),
    "account": ("tenprint.cli.account", "Accounts of people, their review, the table of who may do what."),
    "redress": ("tenprint.cli.redress", "What a person can ask for: notice, access, correction; orders of courts."),
    "transaction": ("tenprint.cli.transaction", "ANSI/NIST-ITL and EBTS files: show, validate, edit, build."),
    "print": ("tenprint.cli.fingerprint", "One print or two: extract, explain, match."),
    "gallery": ("tenprint.cli.gallery", "Galleries for one-to-many search: create, enrol, search, verify."),
    "api": ("tenprint.cli.api", "One role's interface for programs, on a demo's world."),
    "report": ("tenprint.cli.report", "Every figure of a place as a page, PDF, CSV or Parquet."),
    "policy": ("tenprint.cli.policy", "Policy files: list, check, explain a case, compare two versions, sign."),
    "simulate": ("tenprint.cli.simulate", "Synthetic prints, populations, transactions, galleries, load."),
    "evaluate": ("tenprint.cli.evaluate", "Accuracy, speed and fidelity reports."),
}

EXIT_INPUT = 2
EXIT_OTHER = 1


class LazyGroup(TyperGroup):
    """A group that imports a command's module only when the command is used; start-up stays fast."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names in the order of the table."""
        return [name for name, (module, _) in COMMANDS.items() if importlib.util.find_spec(module)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import and return one command, or None where there is no such name."""
        entry = COMMANDS.get(cmd_name)
        if entry is None or importlib.util.find_spec(entry[0]) is None:
            return None
        command = typer.main.get_command(importlib.import_module(entry[0]).app)
        command.name = cmd_name
        command.help = command.help or entry[1]
        return command


app = typer.Typer(cls=LazyGroup, no_args_is_help=True, add_completion=False, help=__doc__, rich_markup_mode="markdown")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tenprint {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: bool = typer.Option(False, "--version", callback=_print_version, is_eager=True, help="Show the version."),
) -> None:
    """Open, accountable fingerprint identification and sharing between agencies."""


def run() -> None:
    """Run the command line; errors of ours become one clear message and an exit code, never a traceback."""
    from tenprint.runtime.logs import configure

    configure()
    try:
        app()
    except TenprintError as error:
        Console(stderr=True).print(f"[bold red]{type(error).__name__}[/]: {escape(str(error))}", highlight=False)
        sys.exit(EXIT_INPUT if isinstance(error, InputError) else EXIT_OTHER)
    except BrokenPipeError:
        sys.exit(0)


if __name__ == "__main__":
    run()
