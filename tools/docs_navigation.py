"""A hook of mkdocs: pages made when the site is built, and a navigation that follows the folders of docs/."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File

sys.path.insert(0, str(Path(__file__).parent))
from docs_commands import reference

SECTIONS = {
    "Tutorial": "tutorial",
    "How to": "how-to",
    "Reference": "reference",
    "Explanation": "explanation",
    "Decisions": "adr",
}
COMMANDS = "reference/cli.md"
DECISIONS = "adr/index.md"


def on_config(config: Any) -> Any:
    """Set the navigation: the first page, then each section with its pages by name, its index first."""
    docs = Path(config["docs_dir"])
    nav: list[Any] = [{"Home": "index.md"}]
    for title, folder in SECTIONS.items():
        pages = {path.relative_to(docs).as_posix() for path in (docs / folder).rglob("*.md")}
        pages |= {page for page in (COMMANDS, DECISIONS) if page.startswith(f"{folder}/")}
        nav.append({title: sorted(pages, key=lambda page: (not page.endswith("index.md"), page))})
    config["nav"] = nav
    return config


def on_files(files: Any, config: Any) -> Any:
    """Add the pages that are made here."""
    files.append(File.generated(config, COMMANDS, content=reference()))
    files.append(File.generated(config, DECISIONS, content=_decisions(Path(config["docs_dir"]) / "adr")))
    return files


def _decisions(folder: Path) -> str:
    lines = ["# Decisions", "", "What was decided, why, with which figures, and what follows.", ""]
    for path in sorted(folder.glob("*.md")):
        title = re.sub(r"^#\s*\d+[.:]?\s*", "", path.read_text().splitlines()[0])
        lines.append(f"- [{path.name[:4]} {title}]({path.name})")
    return "\n".join(lines) + "\n"
