"""Accounts: who can log on, what locks, what ends, and that nobody keeps their own account."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tenprint.accountability.access import decide
from tenprint.accountability.accounts import AccountParameters, Accounts
from tenprint.accountability.accounts.secrets import code_at
from tenprint.accountability.audit import entries
from tenprint.clock import ManualClock
from tenprint.errors import ConflictError, NotAuthorisedError, RefusedError, UsageError
from tenprint.storage import Database, Vault

PASSWORD = "a long sentence to keep"
CHEAP = AccountParameters(argon2_time=1, argon2_memory=8, argon2_lanes=1)


class Office:
    def __init__(self, folder):
        self.clock = ManualClock(datetime(2010, 10, 1, 8, tzinfo=UTC))
        self.database = Database(f"sqlite:///{folder}/accounts.sqlite")
        self.database.create_schema()
        self.accounts = Accounts(self.database, Vault(b"k" * 32), self.clock, agency="enforcement", parameters=CHEAP)
        self.secrets = {}

    def hire(self, name="o.green", roles=("officer",), by="admin.hill"):
        enrolment = self.accounts.create(name, roles=roles, office="Chicago", by=by)
        self.secrets[name] = enrolment.secret
        token = self.log_on(name, password=enrolment.password).token
        self.accounts.change_password(token, enrolment.password, PASSWORD)
        self.accounts.log_off(token)
        self.clock.advance(60)
        return enrolment

    def code(self, name="o.green"):
        return code_at(self.secrets[name], self.clock.now())

    def log_on(self, name="o.green", password=PASSWORD, code=None, **more):
        code = self.code(name) if code is None else code
        return self.accounts.log_on(name, password, code, notice_accepted=True, **more)

    def actions(self):
        with self.database.read() as connection:
            return [(e.user, e.action, e.outcome) for e in entries(connection)]


@pytest.fixture
def office(tmp_path):
    office = Office(tmp_path)
    yield office
    office.database.close()


def refused(function, *arguments, **named):
    with pytest.raises(NotAuthorisedError) as error:
        function(*arguments, **named)
    return str(error.value)


def test_password_and_code_open_a_session(office):
    office.hire()
    session = office.log_on()
    user = office.accounts.check(session.token)
    assert (user.name, user.roles, user.office) == ("o.green", frozenset({"officer"}), "Chicago")
    assert decide(user, "case:read", "own_office", "criminal").allowed


def test_nothing_but_both_factors_fits_and_the_message_does_not_say_what_was_wrong(office):
    office.hire()
    messages = {
        refused(office.log_on, password="another long sentence"),
        refused(office.log_on, code="000000"),
        refused(office.accounts.log_on, "nobody", PASSWORD, "123456", notice_accepted=True),
    }
    assert len(messages) == 1


def test_the_notice_comes_first(office):
    office.hire()
    message = refused(office.accounts.log_on, "o.green", PASSWORD, office.code(), notice_accepted=False)
    assert "notice" in message


def test_a_code_is_taken_once(office):
    office.hire()
    code = office.code()
    office.log_on(code=code)
    refused(office.log_on, code=code)
    office.clock.advance(30)
    office.log_on()


def test_codes_of_the_neighbouring_steps_are_taken_and_no_others(office):
    office.hire()
    code = office.code()
    office.clock.advance(90)
    refused(office.log_on, code=code)
    code = office.code()
    office.clock.advance(30)
    office.log_on(code=code)


def test_five_failures_in_fifteen_minutes_lock_and_four_do_not(office):
    office.hire()
    for _ in range(4):
        refused(office.log_on, password="wrong wrong wrong")
    office.log_on()
    office.clock.advance(60)
    for _ in range(5):
        refused(office.log_on, password="wrong wrong wrong")
    refused(office.log_on)
    office.clock.advance(14 * 60)
    refused(office.log_on)
    office.clock.advance(17 * 60)
    office.log_on()
    assert ("system", "account:lock", "success") in office.actions()


def test_failures_spread_over_more_time_do_not_lock(office):
    office.hire()
    for _ in range(8):
        refused(office.log_on, password="wrong wrong wrong")
        office.clock.advance(4 * 60)
    office.log_on()


def test_an_administrator_ends_a_lockout(office):
    office.hire()
    for _ in range(5):
        refused(office.log_on, password="wrong wrong wrong")
    office.accounts.unlock("o.green", by="admin.hill")
    office.log_on()


def test_a_session_locks_after_thirty_minutes_and_opens_with_both_factors(office):
    office.hire()
    token = office.log_on().token
    office.clock.advance(29 * 60)
    office.accounts.check(token)
    office.clock.advance(30 * 60)
    assert "locked" in refused(office.accounts.check, token)
    assert "locked" in refused(office.accounts.check, token)
    refused(office.accounts.unlock_session, token, "wrong wrong wrong", office.code())
    office.accounts.unlock_session(token, PASSWORD, office.code())
    office.accounts.check(token)


def test_no_session_lives_for_ever(office):
    office.hire()
    token = office.log_on().token
    for _ in range(36):
        office.clock.advance(19 * 60)
        office.accounts.check(token)
    office.clock.advance(41 * 60)
    assert "over" in refused(office.accounts.check, token)


def test_one_session_a_user(office):
    office.hire()
    first = office.log_on().token
    office.clock.advance(30)
    second = office.log_on().token
    assert "over" in refused(office.accounts.check, first)
    office.accounts.check(second)


def test_only_the_digest_of_a_token_is_kept(office, tmp_path):
    office.hire()
    token = office.log_on().token
    office.database.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for secret in (token, PASSWORD, office.secrets["o.green"]):
        assert secret.encode() not in stored


def test_the_first_password_serves_for_nothing_but_changing_it(office):
    enrolment = office.accounts.create("o.new", roles={"officer"}, by="admin.hill")
    office.secrets["o.new"] = enrolment.secret
    token = office.log_on("o.new", password=enrolment.password).token
    assert "first password" in refused(office.accounts.check, token)
    for weak in ("short", "it is o.new and long"):
        with pytest.raises(UsageError):
            office.accounts.change_password(token, enrolment.password, weak)
    refused(office.accounts.change_password, token, "wrong", PASSWORD)
    office.accounts.change_password(token, enrolment.password, PASSWORD)
    assert office.accounts.check(token).name == "o.new"


def test_an_account_that_nobody_reviewed_for_a_year_cannot_log_on(office):
    office.hire()
    office.clock.advance(366 * 86400)
    assert [a.name for a in office.accounts.due_for_review()] == ["o.green"]
    refused(office.log_on)
    with pytest.raises(RefusedError, match="own account"):
        office.accounts.review("o.green", by="o.green")
    office.accounts.review("o.green", by="admin.hill")
    assert office.accounts.due_for_review() == []
    office.log_on()


def test_disabling_and_other_roles_end_the_session(office):
    office.hire()
    for change in (
        lambda: office.accounts.change_roles("o.green", {"supervisor"}, by="admin.hill"),
        lambda: office.accounts.disable("o.green", by="admin.hill"),
    ):
        token = office.log_on().token
        change()
        refused(office.accounts.check, token)
        office.clock.advance(60)
    refused(office.log_on)
    assert office.accounts.get("o.green").roles == {"supervisor"}


@pytest.mark.parametrize(
    "roles",
    [("administrator", "officer"), ("auditor", "oversight"), ("examiner", "supervisor"), ("examiner", "officer")],
)
def test_roles_that_are_to_be_apart(office, roles):
    with pytest.raises(RefusedError, match="not held together"):
        office.accounts.create("x.y", roles=roles, by="admin.hill")
    office.hire()
    with pytest.raises(RefusedError, match="not held together"):
        office.accounts.change_roles("o.green", roles, by="admin.hill")


def test_nobody_keeps_their_own_account(office):
    with pytest.raises(RefusedError):
        office.accounts.create("a.b", roles={"administrator"}, by="a.b")
    office.hire("a.b", ("administrator",))
    for act in (office.accounts.disable, office.accounts.unlock, office.accounts.review):
        with pytest.raises(RefusedError, match="own account"):
            act("a.b", by="a.b")


def test_names_and_roles_are_checked(office):
    office.hire()
    with pytest.raises(ConflictError):
        office.accounts.create("o.green", roles={"officer"}, by="admin.hill")
    for name, roles in (("", {"officer"}), ("system", {"officer"}), ("x", {"king"}), ("x", set())):
        with pytest.raises(UsageError):
            office.accounts.create(name, roles=roles, by="admin.hill")
    with pytest.raises(UsageError, match="no account"):
        office.accounts.disable("nobody", by="admin.hill")


def test_success_and_failure_are_in_the_audit_log_and_what_strangers_typed_is_not(office):
    office.hire()
    office.log_on()
    refused(office.log_on, password="wrong wrong wrong")
    refused(office.accounts.log_on, "my password, typed as a name", PASSWORD, "0", notice_accepted=True)
    actions = office.actions()
    assert ("admin.hill", "account:create", "success") in actions
    assert ("o.green", "session:log_on", "success") in actions
    assert ("o.green", "session:log_on", "failure") in actions
    assert ("unknown", "session:log_on", "failure") in actions
    assert not any("typed" in user for user, _, _ in actions)
