"""The commands `tenprint print quality` and `tenprint print segment` on files."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from typer.testing import CliRunner

from tenprint import imaging
from tenprint.cli.fingerprint import app

RUNNER = CliRunner()


def fingers(middles: list[tuple[int, int]], height: int, width: int) -> np.ndarray:
    y, x = np.mgrid[:height, :width]
    picture = np.full((height, width), 235, dtype=np.uint8)
    for left, top in middles:
        inside = ((x - left) / 100) ** 2 + ((y - top) / 140) ** 2 <= 1
        ridges = 128 + 110 * np.sin(np.hypot(x - left, y - top - 30) * 2 * np.pi / 9)
        picture[inside] = ridges[inside].astype(np.uint8)
    return picture


def test_quality_in_words_and_as_json(tmp_path: Path) -> None:
    path = tmp_path / "finger.wsq"
    path.write_bytes(imaging.encode_wsq(fingers([(200, 200)], 400, 400)))
    shown = RUNNER.invoke(app, ["quality", str(path)])
    assert shown.exit_code == 0, shown.output
    found = json.loads(RUNNER.invoke(app, ["quality", str(path), "--json"]).output)
    assert f"quality {found['score']} of 100" in shown.output
    assert found["score"] > 50
    assert "NFIQ" not in found["scale"].upper()


def test_a_slap_is_cut_into_files(tmp_path: Path) -> None:
    path = tmp_path / "slap.png"
    path.write_bytes(imaging.encode_png(fingers([(200, 400), (470, 250), (740, 270), (1010, 420)], 700, 1200), 500))
    shown = RUNNER.invoke(app, ["segment", str(path), "--position", "13", "--out", str(tmp_path / "out"), "--json"])
    assert shown.exit_code == 0, shown.output
    found = json.loads(shown.output)["fingers"]
    assert [finger["position"] for finger in found] == [2, 3, 4, 5]
    files = sorted((tmp_path / "out").glob("*.png"))
    assert [file.name for file in files] == [f"slap_{n}_finger{n + 1}.png" for n in range(1, 5)]
    for file, finger in zip(files, found, strict=True):
        image = imaging.decode(file.read_bytes())
        assert (image.width, image.height, image.ppi) == (finger["box"][2], finger["box"][3], 500)
    text = RUNNER.invoke(app, ["segment", str(path), "--position", "13"]).output
    assert "right index" in text
