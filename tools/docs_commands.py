"""The reference of the commands, made from the commands themselves when the documentation is built."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tenprint.cli.main import COMMANDS, LazyGroup

INTRODUCTION = """# Commands

Made from the commands themselves. Exit codes: 0 done, 1 a check failed or something
went wrong, 2 the input cannot be accepted and nothing was changed. `--help` works everywhere.
"""
_EVERYWHERE = {"help", "install_completion", "show_completion"}


def reference() -> str:
    """Return the whole page."""
    lines = [INTRODUCTION]
    group = LazyGroup(name="tenprint")
    for name in COMMANDS:
        command = group.get_command(None, name)
        if command is not None:
            lines += [f"## tenprint {name}", "", *_command(command, f"tenprint {name}")]
    return "\n".join(lines).rstrip() + "\n"


def _command(command: Any, path: str) -> Iterator[str]:
    yield _first(command.help)
    yield ""
    if hasattr(command, "commands"):
        for name, inner in command.commands.items():
            yield f"### {path} {name}"
            yield ""
            yield from _command(inner, f"{path} {name}")
        return
    parameters = [p for p in command.params if p.name not in _EVERYWHERE and not getattr(p, "hidden", False)]
    if parameters:
        yield "| parameter | what it is | default |"
        yield "|---|---|---|"
        for parameter in parameters:
            yield f"| {_name(parameter)} | {_cell(getattr(parameter, 'help', None) or '')} | {_default(parameter)} |"
        yield ""


def _name(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"`{parameter.name.upper()}`" + ("" if parameter.required else " (optional)")
    return ", ".join(f"`{text}`" for text in parameter.opts)


def _default(parameter: Any) -> str:
    if parameter.required:
        return "required"
    default = parameter.default
    if default is None or default == "" or callable(default) or parameter.param_type_name == "argument":
        return ""
    if isinstance(default, bool):
        return "yes" if default else "no"
    return _cell(f"`{getattr(default, 'value', default)}`")


def _first(text: str | None) -> str:
    return " ".join((text or "").split("\f")[0].split())


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
