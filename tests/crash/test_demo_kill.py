"""SIGKILL at random moments of a demo, then `--resume`: nothing is lost, nothing is done twice, same summary."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

KILLS = int(os.environ.get("TENPRINT_KILLS", "25"))
BOOKINGS, SEED = 6, 11


def command(out, *more):
    return [
        *(sys.executable, "-m", "tenprint.cli.main", "demo"),
        *("--bookings", str(BOOKINGS), "--seed", str(SEED), "--out", str(out), "--json"),
        *more,
    ]


@pytest.mark.crash
@pytest.mark.timeout(7200)
def test_a_killed_demo_resumes_to_the_same_summary(tmp_path):
    begun = time.monotonic()
    whole = subprocess.run(command(tmp_path / "whole"), capture_output=True, text=True, check=True)
    seconds = time.monotonic() - begun
    expected = json.loads(whole.stdout)
    assert expected["lost"] == expected["duplicated_effects"] == 0

    moments = random.Random(SEED)
    killed = 0
    out = tmp_path / "killed"
    for _ in range(KILLS):
        process = subprocess.Popen(
            command(out, "--resume"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            process.wait(moments.uniform(0.2, seconds * 0.6))
            out = tmp_path / f"killed{killed}"  # it came to its end: begin another world
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            killed += 1
    assert killed >= KILLS // 2, "most runs must have been killed for this to say anything"
    done = subprocess.run(command(out, "--resume"), capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == expected
