"""The main job end to end: a demo, once more, files that are none, an officer's decision, a file of one's own.

Embedded, as a user runs it on the command line; and the same job on five processes, PostgreSQL and NATS.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import ExitStack

import pytest
from deployed_world import DeployedWorld

from tenprint.cases.vocabulary import Action, Determination
from tenprint.errors import InputError, RefusedError

BOOKINGS, SEED = 6, 7


def tenprint(*arguments, check=True):
    command = [sys.executable, "-m", "tenprint.cli.main", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=check, timeout=280)


class Embedded:
    """The command line on a world of one process."""

    def __init__(self, folder):
        self.folder = folder
        self.first = self._demo()

    def _demo(self, *more):
        where = ("--bookings", BOOKINGS, "--seed", SEED, "--out", self.folder, "--json")
        return json.loads(tenprint("demo", *where, *more).stdout)

    def summary(self):
        return json.loads((self.folder / "summary.json").read_text())

    def again(self):
        return self._demo("--resume")

    def submit(self, path):
        result = tenprint("submit", path, "--world", self.folder, "--json", check=False)
        if result.returncode == 2:
            assert "Error" in result.stderr
            assert "Traceback" not in result.stderr
            raise InputError(result.stderr)
        return [answer["kind"] for answer in json.loads(result.stdout)["answers"]]

    def cases(self):
        listed = json.loads(tenprint("case", "list", "--world", self.folder, "--json").stdout)
        return [(entry["case"], entry["state"]) for entry in listed]

    def decide(self, number, officer, determination, action):
        who = ("--officer", officer, "--grounds", "looked at the record", "--world", self.folder)
        _done(
            tenprint("case", "decide", number, *who, "--determination", determination, "--action", action, check=False)
        )

    def confirm(self, number, supervisor):
        who = ("--supervisor", supervisor, "--grounds", "agreed", "--world", self.folder)
        _done(tenprint("case", "confirm", number, *who, check=False))

    def state(self, number):
        return "closed" if "closed" in tenprint("case", "show", number, "--world", self.folder).stdout else "open"


def _done(result):
    if result.returncode:
        assert result.returncode == 1
        raise RefusedError(result.stderr)


class Deployed(DeployedWorld):
    """Five processes and desks beside them."""

    def __init__(self, folder, stack):
        super().__init__(folder, stack, seed=SEED, bookings=BOOKINGS)
        self.first = self.summary()

    def again(self):
        self.kill_all()
        self.go_through()
        return self.summary()


@pytest.fixture(scope="module", params=["embedded", pytest.param("processes", marks=pytest.mark.deployed)])
def demo(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "world"
    with ExitStack() as stack:
        yield Embedded(folder) if request.param == "embedded" else Deployed(folder, stack)


def test_every_booking_is_answered_and_nothing_is_lost_or_doubled(demo):
    summary = demo.first
    assert summary["bookings"] == summary["answered"] == BOOKINGS
    for key in ("lost", "duplicated_effects", "false_matches", "missed_matches", "searched_without_activation"):
        assert summary[key] == 0, key
    assert summary["extra_messages_for_booking_agency"] == 0
    assert summary["decisions_made_by_software"] == 0
    assert demo.summary() == summary


def test_a_match_leads_to_a_case_and_a_citizen_is_not_requested(demo):
    summary = demo.first
    assert summary["immigration_hits"] >= 1
    assert summary["cases"] == summary["notices"] == summary["immigration_hits"]
    assert sum(summary["cases_by_level"].values()) == summary["cases"]
    assert "NO_CONVICTION" in summary["cases_by_level"]
    assert summary["citizens_held"] == summary["citizens_confirmed"] >= 1


def test_all_of_it_again_changes_nothing(demo):
    """Resumed; on five processes each is killed before, and every booking handed in once more."""
    assert demo.again() == demo.first


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 200, b"1.001:99\x1d1.002:0400"]
)
def test_a_file_that_is_none_is_refused_and_changes_nothing(demo, tmp_path, content):
    path = tmp_path / "bad.ebts"
    path.write_bytes(content)
    with pytest.raises(InputError):
        demo.submit(path)
    assert demo.again()["bookings"] == BOOKINGS


def test_an_officer_decides_and_another_person_confirms(demo):
    waiting = next(number for number, state in demo.cases() if state == "awaiting_officer")
    with pytest.raises(RefusedError, match="does not follow"):
        demo.decide(waiting, "o.green", Determination.UNDETERMINED, Action.DETAINER)
    demo.decide(waiting, "o.green", Determination.UNDETERMINED, Action.NO_ACTION)
    with pytest.raises(RefusedError):
        demo.confirm(waiting, "o.green")
    demo.confirm(waiting, "s.brown")
    assert demo.state(waiting) == "closed"


def test_real_transactions_are_answered(demo, shared):
    answers = demo.submit(shared / "samples/ebts/NISTFile.ebts")
    assert answers
    assert answers[0] in ("SRE", "ERRT")
