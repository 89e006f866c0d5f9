"""The main job end to end, as a user runs it: a demo, a second one, a file of one's own, an officer's decision."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest


def tenprint(*arguments, check=True):
    command = [sys.executable, "-m", "tenprint.cli.main", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=check, timeout=280)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    out = tmp_path_factory.mktemp("demo") / "world"
    result = tenprint("demo", "--bookings", 6, "--seed", 7, "--out", out, "--json")
    return out, json.loads(result.stdout)


def test_every_booking_is_answered_and_nothing_is_lost_or_doubled(demo):
    out, summary = demo
    assert summary["bookings"] == summary["answered"] == 6
    for key in ("lost", "duplicated_effects", "false_matches", "missed_matches", "searched_without_activation"):
        assert summary[key] == 0, key
    assert summary["extra_messages_for_booking_agency"] == 0
    assert summary["decisions_made_by_software"] == 0
    assert json.loads((out / "summary.json").read_text()) == summary


def test_a_match_leads_to_a_case_and_a_citizen_is_not_requested(demo):
    _, summary = demo
    assert summary["immigration_hits"] >= 1
    assert summary["cases"] == summary["notices"] == summary["immigration_hits"]
    assert sum(summary["cases_by_level"].values()) == summary["cases"]
    assert "NO_CONVICTION" in summary["cases_by_level"]
    assert summary["citizens_held"] == summary["citizens_confirmed"] >= 1


def test_resuming_a_finished_demo_changes_nothing(demo):
    out, summary = demo
    again = tenprint("demo", "--bookings", 6, "--seed", 7, "--out", out, "--json", "--resume")
    assert json.loads(again.stdout) == summary


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 200, b"1.001:99\x1d1.002:0400"]
)
def test_a_file_that_is_none_is_refused_and_changes_nothing(demo, tmp_path, content):
    out, _ = demo
    path = tmp_path / "bad.ebts"
    path.write_bytes(content)
    result = tenprint("submit", path, "--world", out, check=False)
    assert result.returncode == 2
    assert "Error" in result.stderr
    assert "Traceback" not in result.stderr
    again = tenprint("demo", "--bookings", 6, "--seed", 7, "--out", out, "--json", "--resume")
    assert json.loads(again.stdout)["bookings"] == 6


def test_an_officer_decides_and_another_person_confirms(demo):
    out, _ = demo
    cases = json.loads(tenprint("case", "list", "--world", out, "--json").stdout)
    waiting = next(c["case"] for c in cases if c["state"] == "awaiting_officer")
    officer = ("--officer", "o.green", "--grounds", "looked at the record", "--world", out)
    early = tenprint(
        "case", "decide", waiting, *officer, "--determination", "undetermined", "--action", "detainer", check=False
    )
    assert early.returncode == 1
    assert "does not follow" in early.stderr
    tenprint("case", "decide", waiting, *officer, "--determination", "undetermined", "--action", "no_action")
    own = ("case", "confirm", waiting, "--grounds", "agreed", "--world", out, "--supervisor")
    assert tenprint(*own, "o.green", check=False).returncode == 1
    tenprint(*own, "s.brown")
    assert "closed" in tenprint("case", "show", waiting, "--world", out).stdout


def test_real_transactions_are_answered(demo, shared):
    out, _ = demo
    answers = json.loads(tenprint("submit", shared / "samples/ebts/NISTFile.ebts", "--world", out, "--json").stdout)[
        "answers"
    ]
    assert answers
    assert answers[0]["kind"] in ("SRE", "ERRT")
