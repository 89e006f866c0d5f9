"""The command line asks the access table: without accounts by the command's role, with accounts by the account's."""

from __future__ import annotations

import pytest

from tenprint.accountability.accounts import Accounts
from tenprint.accountability.accounts.secrets import code_at
from tenprint.accountability.audit import entries
from tenprint.cli.authority import authorise
from tenprint.errors import NotAuthorisedError


def test_without_accounts_the_role_of_the_command_decides(agencies, number, propose):
    agency = agencies.enforcement
    authorise(agency, "officer.green", "case:determine", "criminal", role="officer", case=number)
    with pytest.raises(NotAuthorisedError, match="no row lets"):
        authorise(agency, "officer.green", "case:determine", "redress", role="officer", case=number)
    propose(number)
    with pytest.raises(NotAuthorisedError, match="own_decision"):
        authorise(agency, "officer.green", "case:confirm", "criminal", role="supervisor", case=number)
    with agency.database.read() as connection:
        assert [e.user for e in entries(connection) if e.outcome == "denied"] == ["officer.green"] * 2


def test_with_accounts_both_factors_role_and_office_decide(agencies, number, monkeypatch):
    agency = agencies.enforcement
    accounts = Accounts(agency.database, agency.vault, agency.clock, agency="enforcement")

    def enter(name, roles, office, action):
        enrolment = accounts.create(name, roles=roles, office=office, by="admin.hill")
        for _ in range(2):
            monkeypatch.setenv("TENPRINT_PASSWORD", enrolment.password)
            monkeypatch.setenv("TENPRINT_CODE", code_at(enrolment.secret, agencies.clock.now()))
            if accounts.get(name).must_change:
                token = accounts.log_on(
                    name, enrolment.password, code_at(enrolment.secret, agencies.clock.now()), notice_accepted=True
                ).token
                accounts.change_password(token, enrolment.password, enrolment.password)
                agencies.clock.advance(60)
        authorise(agency, name, action, "criminal", role="officer", case=number)

    enter("officer.here", {"officer"}, "Chicago", "case:determine")
    with pytest.raises(NotAuthorisedError, match="other_office"):
        enter("officer.there", {"officer"}, "Denver", "case:determine")
    with pytest.raises(NotAuthorisedError, match="no row lets administrator"):
        enter("admin.x", {"administrator"}, "Chicago", "case:read")
    monkeypatch.setenv("TENPRINT_PASSWORD", "wrong wrong wrong")
    with pytest.raises(NotAuthorisedError, match="do not fit"):
        authorise(agency, "officer.here", "case:determine", "criminal", role="officer", case=number)
