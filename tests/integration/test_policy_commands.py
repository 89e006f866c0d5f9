"""`tenprint policy ...` and `tenprint simulate population` from the outside."""

from __future__ import annotations

import csv
import datetime as dt
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from typer.testing import CliRunner

from tenprint.cli import policy, simulate
from tenprint.errors import ConfigurationError, TrustError, UsageError
from tenprint.policy import PolicyStore
from tenprint.policy.store import packaged
from tenprint.simulate.population import World
from tenprint.simulate.population.activation import ST_LOUIS_DAY

RUNNER = CliRunner()


def run(app, *arguments):
    result = RUNNER.invoke(app, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    path = tmp_path_factory.mktemp("cases") / "cases.jsonl"
    run(simulate.app, "population", "--what", "cases", "-n", 200, "--seed", 3, "--out", path)
    return path


def test_check_passes_on_the_package():
    answer = json.loads(run(policy.app, "check", "--json"))
    assert answer["errors"] == 0
    assert answer["files"] == 9


def test_check_fails_on_an_unsound_folder(tmp_path):
    (tmp_path / "levels").mkdir()
    text = (packaged() / "levels/2010-06.toml").read_text().replace('gives = "LEVEL_3"', 'gives = "LEVEL_7"')
    (tmp_path / "levels/2010-06.toml").write_text(text)
    with pytest.raises(ConfigurationError, match="errors"):
        run(policy.app, "check", "--policies", tmp_path)


def test_compare_writes_a_table_a_picture_and_json(cases, tmp_path):
    text = run(policy.app, "compare", "2010-06", "2014-11", cases, "--plot", tmp_path / "c.png")
    assert "200 cases" in text
    assert (tmp_path / "c.png").read_bytes().startswith(b"\x89PNG")
    answer = json.loads(run(policy.app, "compare", "2010-06", "2014-11", cases, "--json"))
    assert sum(map(sum, answer["table"])) == answer["cases"] == len(answer["moved"]) == 200
    levels = [booking.truth.level for booking in World(3).bookings(200)]
    assert [moved["first"] for moved in answer["moved"]] == levels


def test_explain_a_case_of_a_file_and_of_the_command_line(cases):
    answer = json.loads(run(policy.app, "explain", cases, "--case", "booking 5", "--json"))
    assert answer["result"]["level"] == World(3).booking(5).truth.level
    text = run(policy.app, "explain", "--conviction", "0911:aggravated_felony:2001-02-03", "--version", "2014-11")
    assert "P1" in text
    assert "Only an officer may give: P3" in text


@pytest.mark.parametrize(
    "arguments",
    [
        ["explain"],
        ["explain", "--conviction", "0911:felony"],
        ["explain", "--conviction", "0911:charge:2001-02-03"],
        ["explain", "--conviction", "murder:felony:2001-02-03"],
    ],
)
def test_what_is_no_conviction_is_refused(arguments):
    with pytest.raises(UsageError):
        run(policy.app, *arguments)


def test_list_names_every_version():
    answer = json.loads(run(policy.app, "list", "--json"))
    levels = [entry["version"] for entry in answer["policies"] if entry["kind"] == "levels"]
    assert levels == ["2008-09", "2010-06", "2014-11"]
    assert "2014-11" in run(policy.app, "list")


def test_sign_and_verify(tmp_path):
    key = Ed25519PrivateKey.generate()
    (tmp_path / "key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "key.pub").write_bytes(public)
    file = tmp_path / "levels/2010-06.toml"
    file.parent.mkdir()
    file.write_bytes((packaged() / "levels/2010-06.toml").read_bytes())
    assert "Signed levels 2010-06" in run(policy.app, "sign", file, "--key", tmp_path / "key")
    assert "Good signature" in run(policy.app, "verify", file, "--key", tmp_path / "key.pub")
    file.write_bytes(file.read_bytes() + b"# changed\n")
    with pytest.raises(TrustError):
        run(policy.app, "verify", file, "--key", tmp_path / "key.pub")


@pytest.mark.parametrize("suffix", [".csv", ".json", ".jsonl"])
@pytest.mark.parametrize("what", ["people", "bookings"])
def test_population_writes_each_format(tmp_path, suffix, what):
    path = tmp_path / f"out{suffix}"
    answer = json.loads(run(simulate.app, "population", "--what", what, "-n", 12, "--out", path, "--json"))
    assert answer["rows"] == 12
    text = path.read_text()
    if suffix == ".csv":
        rows = list(csv.DictReader(text.splitlines()))
    else:
        rows = json.loads(text) if suffix == ".json" else [json.loads(line) for line in text.splitlines()]
    assert len(rows) == 12
    surname = rows[3]["surname"] if what == "people" else rows[3].get("person_surname") or rows[3]["person"]["surname"]
    assert surname == World(7).person(3).surname


def test_population_of_one_county(tmp_path):
    run(simulate.app, "population", "-n", 20, "--county", "29510", "--out", tmp_path / "a.csv")
    rows = list(csv.DictReader((tmp_path / "a.csv").read_text().splitlines()))
    assert {row["ori"] for row in rows} == {"MO5109000", "MO5109100"}
    with pytest.raises(UsageError):
        run(simulate.app, "population", "--county", "00000", "--out", tmp_path / "b.csv")
    assert not (tmp_path / "b.csv").exists()


def test_the_simulated_activation_is_a_policy_file_that_loads(tmp_path):
    (tmp_path / "activation").mkdir()
    file = tmp_path / "activation/2008-10-simulated.json"
    run(simulate.app, "activation", "--out", file)
    registry = PolicyStore(tmp_path).activation(at=ST_LOUIS_DAY)
    evening = dt.datetime.combine(ST_LOUIS_DAY, dt.time(23), dt.UTC)
    assert len(registry.active_jurisdictions(evening)) == 632
    assert registry.version == "2008-10-simulated"
    assert json.loads(run(policy.app, "check", "--json", "--policies", tmp_path))["errors"] == 0
    run(simulate.app, "activation", "--out", tmp_path / "a.csv")
    rows = list(csv.DictReader((tmp_path / "a.csv").read_text().splitlines()))
    assert len(rows) == 3231
    city = next(row for row in rows if row["fips"] == "29510")
    assert (city["simulated_start"], city["field_office"]) == ("2010-09-21", "Chicago")
