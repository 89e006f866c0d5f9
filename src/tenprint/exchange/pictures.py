"""Pictures of the state machines, drawn from their tables: Mermaid state diagrams, which the documentation renders."""

from __future__ import annotations

from tenprint.exchange.states import StateMachine


def mermaid(machine: StateMachine) -> str:
    """Return the diagram of a machine. Events between the same two states share one arrow."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for (origin, event), target in machine.table.items():
        arrows.setdefault((origin, target), []).append(event)
    lines = ["stateDiagram-v2", "    direction LR", f"    [*] --> {machine.initial}"]
    lines += [f"    {origin} --> {target}: {', '.join(events)}" for (origin, target), events in arrows.items()]
    lines += [f"    {state} --> [*]" for state in sorted(machine.final)]
    return "\n".join(lines) + "\n"


def page(machine: StateMachine) -> str:
    """Return a page of the documentation: the picture and the table that it is drawn from."""
    title = machine.name.replace("_", " ").capitalize()
    rows = [f"| {origin} | {event} | {target} |" for (origin, event), target in machine.table.items()]
    return "\n".join(
        [
            f"# {title}",
            "",
            "Drawn from the table in the program by `tools/draw_machines.py`. What is not here cannot happen. Each",
            "step is written down with who took it, when, and what caused it.",
            "",
            "```mermaid",
            mermaid(machine).rstrip(),
            "```",
            "",
            "| state | event | next state |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )
