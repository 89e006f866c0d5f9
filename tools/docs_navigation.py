"""A hook of mkdocs: pages made when the site is built, and a navigation that follows the folders of docs/."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File

sys.path.insert(0, str(Path(__file__).parent))
import console_views
from docs_commands import reference

SECTIONS = {
    "Tutorial": "tutorial",
    "How to": "how-to",
    "Reference": "reference",
    "Explanation": "explanation",
    "Decisions": "adr",
}
COMMANDS = "reference/cli.md"
VIEWS = "reference/views.md"
DECISIONS = "adr/index.md"


def on_config(config: Any) -> Any:
    """Set the navigation: the first page, then each section with its pages by name, its index first."""
    docs = Path(config["docs_dir"])
    nav: list[Any] = [{"Home": "index.md"}]
    for title, folder in SECTIONS.items():
        pages = {path.relative_to(docs).as_posix() for path in (docs / folder).rglob("*.md")}
        pages |= {page for page in (COMMANDS, VIEWS, DECISIONS) if page.startswith(f"{folder}/")}
        nav.append({title: sorted(pages, key=lambda page: (not page.endswith("index.md"), page))})
    config["nav"] = nav
    return config


def on_files(files: Any, config: Any) -> Any:
    """Add the pages that are made here."""
    files.append(File.generated(config, COMMANDS, content=reference()))
    files.append(File.generated(config, VIEWS, content=_views(Path(config["docs_dir"]) / "images" / "console")))
    files.append(File.generated(config, DECISIONS, content=_decisions(Path(config["docs_dir"]) / "adr")))
    return files


def _decisions(folder: Path) -> str:
    lines = ["# Decisions", "", "What was decided, why, with which figures, and what follows.", ""]
    for path in sorted(folder.glob("*.md")):
        title = re.sub(r"^#\s*\d+[.:]?\s*", "", path.read_text().splitlines()[0])
        lines.append(f"- [{path.name[:4]} {title}]({path.name})")
    return "\n".join(lines) + "\n"


def _views(folder: Path) -> str:
    lines = [
        "# Views of the console",
        "",
        "`tenprint demo --serve` opens the console on the demo's world, `tenprint console` on any other. The pictures",
        "are taken from a running demo (`make docs`). Every person and print in them is synthetic.",
        "They follow the theme of this page, light or dark.",
        "",
    ]
    for heading in console_views.HEADINGS:
        lines += [f"## {heading}", ""]
        for view in console_views.VIEWS:
            if view.heading == heading and (folder / f"{view.name}-light.jpg").exists():
                lines += [f"### {view.title}", ""]
                lines += [
                    f"![{view.title}, {theme}](../images/console/{view.name}-{theme}.jpg#only-{theme})"
                    for theme in ("light", "dark")
                ]
                lines.append("")
    return "\n".join(lines)
