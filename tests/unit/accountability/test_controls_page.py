"""The page of controls names files and tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (REPOSITORY / "docs/reference/controls.md").read_text().splitlines()
    if line.startswith("| ") and "`" in line
]


def test_the_page_has_rows():
    assert len(ROWS) >= 40
    assert all(len(row) == 3 for row in ROWS)


@pytest.mark.parametrize(("control", "module", "test"), ROWS, ids=[row[0] for row in ROWS])
def test_module_and_test_exist(control, module, test):
    assert (REPOSITORY / module.strip("`")).is_file()
    path, _, name = test.strip("`").partition("::")
    assert re.search(rf"^    ?(?:    )?def {name}\(|^def {name}\(", (REPOSITORY / path).read_text(), re.MULTILINE)
