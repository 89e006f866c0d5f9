"""No command shows or changes a person's data for somebody who cannot log on: every command is tried, also new ones."""

from __future__ import annotations

import enum
import inspect
import typing
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
import typer
from booked_agencies import Booked
from case_agencies import START
from typer.testing import CliRunner

from tenprint.cli import account, adjudicate, audit, case, redress, submit
from tenprint.cli.authority import accounts_of
from tenprint.clock import ManualClock
from tenprint.errors import NotAuthorisedError
from tenprint.simulate.world.driver import MARKER, Marker, open_world

GROUPS = {"case": case, "adjudicate": adjudicate, "audit": audit, "account": account, "redress": redress}
OPEN = {("audit", "verify"), ("account", "table")}  # a file and a key; a table that names nobody
GIVEN = {"asked": "entry and exit records=record", "event": "book", "at": None, "candidate": "a", "role": "auditor"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A world in which every agency has an administrator, and nobody else."""
    folder = tmp_path_factory.mktemp("world")
    (folder / MARKER).write_bytes(msgspec.json.encode(Marker(1, 1, datetime.now(UTC))))
    world, _ = open_world(folder)
    with world:
        for agency in world.agencies.values():
            accounts_of(agency).create("admin.hill", roles={"administrator"}, by="installer")
    return folder


def arguments(function, file):
    """Something of its form for each thing that a command must be given."""
    given = []
    hints = typing.get_type_hints(function, include_extras=True)
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.default is not inspect.Parameter.empty:
            continue
        kind, *words = typing.get_args(hints[name]) or (hints[name],)
        value = GIVEN.get(name) or _of_form(kind, file)
        is_argument = not words or isinstance(words[0], typer.models.ArgumentInfo)
        if kind is bool:
            given.append((words[0].param_decls or (words[0].default,))[0].split("/")[0])
        else:
            given += [value] if is_argument else [f"--{name.replace('_', '-')}", value]
    return given


def _of_form(kind, file):
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return next(iter(kind)).value
    return {datetime: "2001-01-01", int: "1", float: "1", Path: str(file)}.get(kind, "x")


def functions():
    for name, module in {**GROUPS, "submit": submit}.items():
        for entry in module.app.registered_commands:
            yield (name, entry.name or entry.callback.__name__.replace("_", "-")), entry.callback


def _shown(value):
    """Name a case without addresses: every process that collects the tests must give it the same name."""
    return " ".join(value) if isinstance(value, tuple) else value.__name__


@pytest.mark.parametrize(("command", "function"), [pair for pair in functions() if pair[0] not in OPEN], ids=_shown)
def test_a_stranger_is_refused(command, function, folder, tmp_path, monkeypatch):
    monkeypatch.setenv("TENPRINT_PASSWORD", "nobody has this password")
    monkeypatch.setenv("TENPRINT_CODE", "000000")
    file = tmp_path / "card.ebts"
    file.write_bytes(_card())
    group, name = command
    given = arguments(function, file)
    app = submit.app if group == "submit" else GROUPS[group].app
    result = CliRunner().invoke(app, [*([] if group == "submit" else [name]), *given, "--world", str(folder)])
    assert isinstance(result.exception, NotAuthorisedError), (given, result.output, result.exception)
    assert "do not fit" in str(result.exception)


class _Desk:
    clock = ManualClock(START)


def _card():
    return Booked.car(_Desk(), 1, "TCN1000000001")
