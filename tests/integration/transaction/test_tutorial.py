"""The tutorial page says what happens: its code runs as written, and prints what it shows."""

import contextlib
import io
import re
from pathlib import Path

import numpy as np
import pytest

from tenprint.imaging import encode_wsq
from tenprint.transaction import build

PAGE = Path(__file__).parents[3] / "docs" / "tutorial" / "read-check-fix-ebts.md"
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.S)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    grey = np.tile(np.arange(128, dtype=np.uint8), (96, 1))
    person = {
        "RET": "Y", "NAM": "DOE,JOHN Q", "POB": "MO", "DOB": "19800229", "SEX": "M", "RAC": "W", "HGT": "510",
        "WGT": "180", "EYE": "BRO", "HAI": "BLK", "DOA": "20260130", "ASL": [("20260130", "BURGLARY")],
    }  # fmt: skip
    prints = [build.Print(encode_wsq(grey), n, 1, 128, 96) for n in (1, 2)]
    booking = build.car(person, prints, ori="MO0953100", dai="MOSIB0000", tcn="TCN-0000000001")
    del booking["2.031"]
    booking["2.045"] = "2026-01-30"
    booking.write(tmp_path / "booking.ebts")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_code_of_the_page_prints_what_the_page_shows(folder):
    blocks = BLOCK.findall(PAGE.read_text())
    names: dict[str, object] = {}
    checked = 0
    for (language, code), following in zip(blocks, [*blocks[1:], ("", "")], strict=True):
        if language != "python":
            continue
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(code, names)
        if following[0] == "text":
            shown = [line for line in following[1].splitlines() if line != "..."]
            given = [_comparable(line) for line in printed.getvalue().splitlines()]
            for line in shown:
                assert _comparable(line) in given
                checked += 1
    assert checked >= 9


def _comparable(line: str) -> str:
    """Leave out how many bytes WSQ took and where fields lie: these are examples."""
    return re.sub(r"[\d,]+ bytes|byte \d+", "", line)


def test_ten_lines_are_ten_lines():
    first = next(code for language, code in BLOCK.findall(PAGE.read_text()) if language == "python")
    assert len(first.splitlines()) == 10
