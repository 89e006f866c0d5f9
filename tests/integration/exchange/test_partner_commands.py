"""`tenprint partner` and the public view of the activation registry, as a user runs them."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from typer.testing import CliRunner

from tenprint.cli.partner import app as partner
from tenprint.cli.policy import app as policy
from tenprint.errors import UsageError
from tenprint.exchange.signature import SigningKey
from tenprint.policy.activation import Suspension
from tenprint.policy.activation_view import public_view
from tenprint.runtime import register
from tenprint.runtime.deployment import create
from tenprint.simulate.population import simulated_registry


def run(app, *arguments):
    result = CliRunner().invoke(app, list(map(str, arguments)), catch_exceptions=False, standalone_mode=False)
    return result.stdout


@pytest.fixture
def folder(tmp_path):
    create(tmp_path / "d", transport="https")
    return tmp_path / "d"


def entry(folder, name):
    return next(one for one in register.read(folder / "partners.json") if one.name == name)


def test_list_and_show(folder):
    assert len(json.loads(run(partner, "list", folder, "--json"))) == 5
    assert "criminal" in run(partner, "list", folder)
    assert json.loads(run(partner, "show", folder, "state"))["role"] == "state"
    with pytest.raises(UsageError, match="not in the register"):
        run(partner, "show", folder, "nobody")


def test_add_suspend_and_resume(folder, tmp_path):
    key = SigningKey.at(tmp_path / "new.pem")
    options = ("--role", "booking", "--key", tmp_path / "new.pem", "--ori", "MO0953100", "--type", "submission")
    assert key.identifier in run(partner, "add", folder, "jail", *options)
    assert entry(folder, "jail").oris == {"MO0953100"}
    with pytest.raises(UsageError, match="already"):
        run(partner, "add", folder, "jail", *options)
    with pytest.raises(UsageError, match="not known"):
        run(partner, "add", folder, "other", *options[:-1], "gossip")
    run(partner, "suspend", folder, "jail")
    assert entry(folder, "jail").suspended
    run(partner, "suspend", folder, "jail", "--resume")
    assert not entry(folder, "jail").suspended


def test_whose_minutiae_are_taken_as_given(folder):
    state = entry(folder, "state")
    assert not state.vouches_for_minutiae_of("MO0953100")
    run(partner, "trust-minutiae", folder, "state", "--ori", "MO0953100")
    assert entry(folder, "state").vouches_for_minutiae_of("MO0953100")
    assert not entry(folder, "state").vouches_for_minutiae_of("MO5109000")
    run(partner, "trust-minutiae", folder, "state", "--every-ori")
    assert entry(folder, "state").vouches_for_minutiae_of("MO5109000")
    run(partner, "trust-minutiae", folder, "state", "--none")
    assert not entry(folder, "state").vouches_for_minutiae_of("MO0953100")
    for wrong in ((), ("--ori", "nobody"), ("--none", "--every-ori")):
        with pytest.raises(UsageError):
            run(partner, "trust-minutiae", folder, "state", *wrong)


def test_what_is_no_key_is_refused(folder, tmp_path):
    (tmp_path / "no.pem").write_text("no key")
    with pytest.raises(UsageError, match="no key"):
        run(partner, "add", folder, "jail", "--role", "booking", "--key", tmp_path / "no.pem")
    assert len(register.read(folder / "partners.json")) == 5


def test_rotate(folder):
    [old] = entry(folder, "state").keys
    assert "signs with its new key from" in run(partner, "rotate", folder, "state", "--lead", 60, "--overlap", 1)
    keys = entry(folder, "state").keys
    assert len(keys) == 2
    [new] = set(keys) - {old}
    assert keys[old].valid_until == keys[new].signs_from + dt.timedelta(hours=1)
    assert keys[new].valid_from < keys[new].signs_from
    with pytest.raises(UsageError, match="under way"):
        run(partner, "rotate", folder, "state")


def test_the_public_view_of_who_takes_part():
    registry = simulated_registry()
    moment = dt.datetime(2010, 10, 1, tzinfo=dt.UTC)
    before = {one.fips: one for one in public_view(registry, moment)}
    assert before["29510"].active
    assert before["29510"].agreement_title
    assert before["29510"].legal_basis
    suspension = Suspension(starts=moment, reason="audit", document="letter 7")
    later = registry.with_suspension("29510", suspension, version="next")
    [after] = [one for one in public_view(later, moment, state="MO") if one.fips == "29510"]
    assert not after.active
    assert after.suspensions == ("2010-10-01 to further notice: audit (letter 7)",)
    assert {one.fips for one in public_view(registry, moment) if one.active} == set(
        registry.active_jurisdictions(moment)
    )


def test_the_view_as_a_command():
    found = json.loads(run(policy, "activation", "--day", "2010-10-01", "--state", "mo", "--json"))
    assert {"29510", "29189"} <= {one["fips"] for one in found if one["active"]}
    assert "active; registry" in run(policy, "activation", "--day", "2010-10-01", "--state", "MO")
