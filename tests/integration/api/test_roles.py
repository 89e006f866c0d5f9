"""The roles' interfaces through a real server: who may do what, once, page by page, in problem details."""

from __future__ import annotations

import json

import httpx
import pytest
import schemathesis_run
from booked_agencies import Booked
from osia_client import serving
from sqlalchemy import func, select

from tenprint.accountability import keys
from tenprint.accountability.accounts import AccountParameters, Accounts
from tenprint.accountability.accounts.secrets import code_at
from tenprint.accountability.audit import audit
from tenprint.agency.booking.tables import booking_submission
from tenprint.api.roles import model
from tenprint.api.roles.app import ROLES, create_app, skeleton
from tenprint.cases import research
from tenprint.cases.research import Answer, Asked
from tenprint.cases.rules import case_rules
from tenprint.cases.vocabulary import Action, Channel, Determination
from tenprint.client import Client, ProblemError

CHEAP = AccountParameters(argon2_time=1, argon2_memory=1024, argon2_lanes=1)
ORI = "MO5109000"


@pytest.fixture
def world(tmp_path, monkeypatch):
    Booked.patch(monkeypatch)
    agencies = Booked(tmp_path)
    yield agencies
    agencies.close()


def person(agency, name, roles, *, office="", ori=None):
    """Make an account; return a session's token."""
    accounts = Accounts(agency.database, agency.vault, agency.clock, agency=agency.name, parameters=CHEAP)
    made = accounts.create(name, roles=roles, office=office, ori=ori, by="the.maker")
    code = code_at(made.secret, agency.clock.now())
    session = accounts.log_on(name, made.password, code, notice_accepted=True, where="test")
    accounts.change_password(session.token, made.password, "quite another 1 password!")
    return session.token


def key(agency, name, *scopes):
    with agency.database.write() as connection:
        now = agency.clock.now()
        return keys.issue(connection, name=name, scopes=scopes, days=1, by="the.maker", now=now).token


def test_a_booking_travels_to_its_answers(world):
    person(world.booking, "officer.reyes", ("booking_officer",), ori=ORI)
    token = key(world.booking, "officer.reyes", "submission:send", "answer:read")
    world.file_arrest(1)
    with serving(create_app(world.booking)) as address, Client(str(address), token) as client:
        first = client.submit(world.car(1, "TCN/000001"), key="one")
        again = client.submit(world.car(1, "TCN/000001"), key="one")
        assert first == again
        assert (first.tcn, first.new) == ("TCN/000001", True)
        with pytest.raises(ProblemError, match="another request"):
            client.submit(world.car(2, "TCN0000002"), key="one")
        world.run()
        found = client.answers(first.correlation)
        assert found
        assert found[-1].identified is True
        client.submit(world.car(2, "TCN0000002"))
        assert {line.correlation for line in client.submissions()} == {f"{ORI}:TCN/000001", f"{ORI}:TCN0000002"}
        page = httpx.get(f"{address}/submissions?limit=1", headers={"Authorization": f"Bearer {token}"}).json()
        assert len(page["items"]) == 1
        assert page["next"]
        with pytest.raises(ProblemError) as other:
            client.submit(world.car(3, "TCN0000003", ori="IL0160000"))
        assert other.value.status == 403
        with pytest.raises(ProblemError) as none:
            client.answers("nothing")
        assert none.value.status == 404
    with world.booking.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(booking_submission)) == 2


def test_a_key_is_narrowed_by_its_scopes_and_a_denial_is_audited(world):
    person(world.booking, "officer.reyes", ("booking_officer",), ori=ORI)
    token = key(world.booking, "officer.reyes", "submission:send")
    with serving(create_app(world.booking)) as address, Client(str(address), token) as client:
        with pytest.raises(ProblemError) as refused:
            list(client.submissions())
        assert refused.value.status == 403
        answer = httpx.get(f"{address}/queues")
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
    with world.booking.database.read() as connection:
        entries = [json.loads(text) for text in connection.scalars(select(audit.c.entry))]
    assert [entry["outcome"] for entry in entries if entry["action"] == "answer:read"] == ["denied"]


def test_an_officer_decides_another_person_confirms_and_no_key_does_either(world):

    number = world.match(f"{ORI}:BOOKING1")
    asked = [Asked(source, Answer.NO_RECORD) for source in case_rules().research.sources]
    world.act("enforcement", "tech.ames", research.attach, number, asked, "Nothing more was found.")
    world.run()
    here = world.enforcement
    green = person(here, "officer.green", ("officer",), office="Chicago")
    dunn = person(here, "supervisor.dunn", ("supervisor", "officer"), office="Chicago")
    software = key(here, "officer.green", "case:list", "case:determine")
    decision = model.Decide(
        determination=Determination.UNDETERMINED, action=Action.NO_ACTION, grounds="The evidence does not suffice."
    )
    yes = model.Confirm(agree=True, grounds="Agreed.")
    with serving(create_app(here)) as address:
        with Client(address, software) as client:
            assert [line.case for line in client.cases()] == [number]
            with pytest.raises(ProblemError, match="a key does not decide"):
                client.decide(number, decision)
        assert world.state(number) == "awaiting_officer"
        with Client(address, green) as client:
            assert client.case(number).state == "awaiting_officer"
            assert client.decide(number, decision, key="k") == client.decide(number, decision, key="k")
            with pytest.raises(ProblemError) as own:
                client.confirm(number, yes)
            assert own.value.status == 403
        assert world.state(number) == "awaiting_supervisor"
        with Client(address, dunn) as client:
            assert client.confirm(number, yes).state == world.state(number)
            assert len(client.case(number).decisions) == 2
            with pytest.raises(ProblemError) as late:
                client.decide(number, decision)
            assert late.value.status == 409
            assert client.case(number).outcome == "no_further_action"


def test_a_claim_holds_the_case(world):
    number = world.match(f"{ORI}:BOOKING2")
    token = person(world.enforcement, "tech.hale", ("technician",))
    with serving(create_app(world.enforcement)) as address, Client(address, token) as client:
        assert client.hold(number, model.Hold(channel=Channel.ATTORNEY)).state == world.state(number)
        assert [claim.channel for claim in client.case(number).claims] == ["attorney"]


def test_anybody_reads_who_takes_part_and_the_figures(world):
    with serving(create_app(world.criminal)) as address, Client(address) as client:
        everywhere = list(client.activation())
        assert len(everywhere) == len(world.criminal.activation.data.activations)
        assert {entry.state for entry in client.activation("MO")} == {"MO"}
        assert all(row.value is None or row.value == 0 for row in client.statistics("MO"))


def contract(world, tmp_path, role, **options):
    agency = world.agencies[role]
    roles = ("booking_officer", "jail_clerk", "operator", "records_clerk", "officer", "technician", "oversight")
    token = person(agency, "all.roles", roles, office="Chicago")
    (tmp_path / "run").mkdir()
    document = tmp_path / "openapi.json"
    document.write_text(json.dumps(skeleton(role).openapi()))
    # What a valid request means (a file, a state) is checked beyond the schema.
    settings = '[checks]\npositive_data_acceptance.expected-statuses = ["2xx", 400, 401, 403, 404, 409]\n'
    with serving(create_app(agency)) as address:
        return schemathesis_run.run(document, address, tmp_path / "run", token=token, settings=settings, **options)


@pytest.mark.parametrize("role", ["booking", "enforcement"])
def test_no_server_error_and_no_undocumented_answer(world, tmp_path, role):
    code, output, cases = contract(world, tmp_path, role, examples=3, more=("--no-shrink",))
    assert code == 0, output
    assert cases >= 15


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("role", ROLES)
def test_several_hundred_requests_to_each_operation(world, tmp_path, role):
    code, output, cases = contract(world, tmp_path, role, examples=300, phases="examples,coverage,fuzzing,stateful")
    assert code == 0, output
    assert cases >= 300 * 5


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_an_openapi_file(role):
    document = skeleton(role).openapi()
    assert "/queues" in document["paths"]
    assert ("/cases" in document["paths"]) == (role == "enforcement")
    assert ("/submissions" in document["paths"]) == (role == "booking")
