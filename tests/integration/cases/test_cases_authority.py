"""Who acts on the command line: without accounts in the command's role, with accounts in the account's."""

from __future__ import annotations

import pytest

from tenprint.accountability.accounts import Accounts
from tenprint.accountability.accounts.secrets import code_at
from tenprint.accountability.audit import entries
from tenprint.cases import decision, view
from tenprint.cases.vocabulary import Action, Determination
from tenprint.cli.authority import sign_in
from tenprint.errors import NotAuthorisedError

DECISION = (Determination.UNDETERMINED, Action.NO_ACTION, "grounds")


def test_without_accounts_the_role_of_the_command_decides(agencies, number, propose):
    agency = agencies.enforcement
    officer = sign_in(agency, "officer.green", role="officer", purpose="redress")
    with pytest.raises(NotAuthorisedError, match="no row lets"), agency.act(officer) as unit:
        decision.decide(unit, number, *DECISION)
    propose(number)
    same = sign_in(agency, "officer.green", role="supervisor", purpose="criminal")
    with pytest.raises(NotAuthorisedError, match="nobody confirms their own decision"), agency.act(same) as unit:
        decision.confirm(unit, number, agree=True, grounds="grounds")
    for letters in ("Officer Green", " OFFICER.GREEN ", "oﬃcer green"):
        disguised = sign_in(agency, letters, role="supervisor", purpose="criminal")
        with pytest.raises(NotAuthorisedError, match="nobody confirms their own"), agency.act(disguised) as unit:
            decision.confirm(unit, number, agree=True, grounds="grounds")
    with pytest.raises(NotAuthorisedError, match="nobody's name"):
        sign_in(agency, "System", role="supervisor", purpose="criminal")
    with agency.database.read() as connection:
        denied = [(e.user, e.action, e.object, e.purpose) for e in entries(connection) if e.outcome == "denied"]
    assert denied[:2] == [
        ("officer.green", "case:determine", number, "redress"),
        ("officer.green", "case:confirm", number, "criminal"),
    ]
    assert len(denied) == 5


def test_with_accounts_both_factors_role_and_office_decide(agencies, number, monkeypatch):
    agency = agencies.enforcement
    accounts = Accounts(agency.database, agency.vault, agency.clock, agency="enforcement")
    accounts.create("admin.hill", roles={"administrator"}, by="installer")

    def enter(name, roles, office):
        enrolment = accounts.create(name, roles=roles, office=office, by="admin.hill")
        code = code_at(enrolment.secret, agencies.clock.now())
        token = accounts.log_on(name, enrolment.password, code, notice_accepted=True).token
        accounts.change_password(token, enrolment.password, "a sentence of one's own")
        agencies.clock.advance(60)
        monkeypatch.setenv("TENPRINT_PASSWORD", "a sentence of one's own")
        monkeypatch.setenv("TENPRINT_CODE", code_at(enrolment.secret, agencies.clock.now()))
        session = sign_in(agency, name, role="officer", purpose="criminal")
        with agency.act(session) as unit:
            return view.look(unit, number)

    assert enter("officer.here", {"officer"}, "Chicago").case == number
    with pytest.raises(NotAuthorisedError, match="other_office"):
        enter("officer.there", {"officer"}, "Denver")
    with pytest.raises(NotAuthorisedError, match="no row lets administrator"):
        enter("admin.x", {"administrator"}, "Chicago")
    monkeypatch.setenv("TENPRINT_PASSWORD", "wrong wrong wrong")
    with pytest.raises(NotAuthorisedError, match="do not fit"):
        sign_in(agency, "officer.here", role="officer", purpose="criminal")
