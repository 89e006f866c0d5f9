"""An agency's accounts: made and reviewed by administrators, used by log-on; everything is audited, also failure."""

from __future__ import annotations

import hashlib
import secrets as randomness
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from tenprint.accountability.access import Person, access_table, require
from tenprint.accountability.accounts import secrets
from tenprint.accountability.accounts.model import Account, account, log_on_failure, session
from tenprint.accountability.accounts.parameters import AccountParameters
from tenprint.accountability.audit import Entry, append
from tenprint.accountability.names import is_software, same_person
from tenprint.clock import Clock
from tenprint.errors import ConflictError, NotAuthorisedError, RefusedError, UsageError
from tenprint.storage import Database, Vault

# Roles that one person may not hold together: who keeps accounts sees no case, who audits changes nothing.
APART = (("administrator", None), ("auditor", None), ("examiner", "officer"), ("examiner", "supervisor"))
REFUSAL = "name, password and code do not fit, or the account cannot log on now"  # says nothing to a stranger


class Enrolment(NamedTuple):
    """What a new user is given once: first password, and the address for the authenticator."""

    password: str
    secret: str
    address: str


class Session(NamedTuple):
    """A session: its token is the user's alone; only its digest is kept."""

    token: str
    account: Account


class Accounts:
    """The accounts of one agency.

    Args:
        database, vault, clock: the agency's.
        agency: its name, for the audit log.
        parameters: lockout, session lock and the rest.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        clock: Clock,
        *,
        agency: str,
        parameters: AccountParameters | None = None,
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._agency = agency
        self._parameters = parameters or AccountParameters()
        self._passwords = secrets.Passwords(self._parameters)

    # -- keeping ------------------------------------------------------------------------------------------------------

    def create(
        self, name: str, *, roles: Iterable[str], office: str = "", ori: str | None = None, by: str
    ) -> Enrolment:
        """Make an account; its first password must be changed at the first log-on.

        Raises:
            UsageError: no such role, or no name.
            RefusedError: roles that are to be apart, or one's own account.
            NotAuthorisedError: the agency has an administrator, and `by` is none.
            ConflictError: the name is taken.
        """
        held = _roles(roles)
        if is_software(name):
            raise UsageError("an account needs a person's name")
        if same_person(name, by):
            raise RefusedError("nobody makes their own account")
        password, secret = randomness.token_urlsafe(18), secrets.new_secret()
        now = self._clock.now()
        with self._database.write() as connection:
            self._permit(connection, by, "account:create")
            taken = [other for other in connection.scalars(select(account.c.name)) if same_person(name, other)]
            if taken:
                raise ConflictError(f"there is an account {taken[0]!r}")
            sealed = self._vault.seal(connection, _holder(name), secret.encode(), context="one-time codes")
            connection.execute(
                insert(account).values(
                    name=name,
                    roles=",".join(sorted(held)),
                    office=office,
                    ori=ori,
                    password=self._passwords.hash(password, name),
                    secret=sealed,
                    last_code_step=0,
                    enabled=True,
                    must_change=True,
                    created_at=now,
                    created_by=by,
                    reviewed_at=now,
                    reviewed_by=by,
                )
            )
            self._audit(connection, by, "account:create", name)
        return Enrolment(password, secret, secrets.provisioning(secret, name, self._agency))

    def change_roles(self, name: str, roles: Iterable[str], *, by: str) -> None:
        """Give an account other roles; its session ends.

        Raises:
            RefusedError: one's own account, or roles that are to be apart.
        """
        held = _roles(roles)
        self._change(name, by, "account:change", roles=",".join(sorted(held)))

    def disable(self, name: str, *, by: str) -> None:
        """Take an account out of use; its session ends."""
        self._change(name, by, "account:disable", enabled=False)

    def unlock(self, name: str, *, by: str) -> None:
        """End a lockout early."""
        self._change(name, by, "account:unlock", locked_until=None)
        with self._database.write() as connection:
            connection.execute(delete(log_on_failure).where(log_on_failure.c.name == name))

    def review(self, name: str, *, by: str) -> None:
        """Say that the account and its roles are still needed; once a year, by somebody else."""
        self._change(name, by, "account:review", end_session=False, reviewed_at=self._clock.now(), reviewed_by=by)

    def due_for_review(self, *, within: timedelta = timedelta(0)) -> list[Account]:
        """Return the accounts that nobody reviewed for too long, or will have soon; they cannot log on then."""
        limit = self._clock.now() + within - self._parameters.review_every
        return [entry for entry in self.all() if entry.reviewed_at <= limit]

    def all(self) -> list[Account]:
        """Return all accounts."""
        with self._database.read() as connection:
            return [_public(row) for row in connection.execute(select(account).order_by(account.c.name))]

    def get(self, name: str) -> Account | None:
        """Return one account."""
        with self._database.read() as connection:
            row = self._row(connection, name)
            return None if row is None else _public(row)

    # -- using --------------------------------------------------------------------------------------------------------

    def log_on(
        self, name: str, password: str, code: str, *, notice_accepted: bool, where: str | None = None
    ) -> Session:
        """Open a session; an earlier one of the same user ends.

        Raises:
            NotAuthorisedError: the notice of use was not accepted, or name, password and code do not fit, or the
                account is locked, disabled or was not reviewed. The message does not say which.
        """
        if not notice_accepted:
            raise NotAuthorisedError("the notice of use was not accepted", remedy="Read and accept it first.")
        with self._database.write() as connection:
            opened = self._authenticate(connection, name, password, code, where)
            if opened is not None:
                return self._open_session(connection, opened, where)
        raise NotAuthorisedError(REFUSAL, where="log-on")

    def check(self, token: str, *, changing_password: bool = False) -> Account:
        """Return whose session this is, at each request; with the first password nothing but changing it is possible.

        Raises:
            NotAuthorisedError: no such session, it is locked or too old, the account was disabled, or its password
                is still the first one.
        """
        now = self._clock.now()
        with self._database.write() as connection:
            row = connection.execute(select(session).where(session.c.token_hash == _digest(token))).first()
            user = self._row(connection, row.name) if row else None
            if row is None or user is None or not user.enabled or now - row.started_at >= self._parameters.session:
                state = "over"
            elif row.locked or now - row.seen_at >= self._parameters.idle:
                state = "locked"
                if not row.locked:
                    connection.execute(update(session).where(session.c.name == row.name).values(locked=True))
                    self._audit(connection, row.name, "session:lock", row.name)
            else:
                connection.execute(update(session).where(session.c.name == row.name).values(seen_at=now))
                if changing_password or not user.must_change:
                    return _public(user)
                state = "open, but the first password must be changed"
        remedy = "Unlock it with password and code." if state == "locked" else "Log on again."
        raise NotAuthorisedError(f"the session is {state}", where="session", remedy=remedy)

    def unlock_session(self, token: str, password: str, code: str, *, where: str | None = None) -> Account:
        """Unlock the session of this token with password and code.

        Raises:
            NotAuthorisedError: no such session, or they do not fit.
        """
        with self._database.write() as connection:
            row = connection.execute(select(session).where(session.c.token_hash == _digest(token))).first()
            if row is not None:
                user = self._authenticate(connection, row.name, password, code, where)
                if user is not None:
                    values = {"locked": False, "seen_at": self._clock.now()}
                    connection.execute(update(session).where(session.c.name == row.name).values(**values))
                    self._audit(connection, row.name, "session:unlock", row.name)
                    return _public(user)
        raise NotAuthorisedError(REFUSAL, where="session")

    def log_off(self, token: str) -> None:
        """End a session."""
        with self._database.write() as connection:
            row = connection.execute(select(session).where(session.c.token_hash == _digest(token))).first()
            if row is not None:
                connection.execute(delete(session).where(session.c.name == row.name))
                self._audit(connection, row.name, "session:end", row.name)

    def change_password(self, token: str, old: str, new: str) -> None:
        """Change one's own password.

        Raises:
            NotAuthorisedError: no open session, or the old password does not fit.
            UsageError: the new one is too weak.
        """
        user = self.check(token, changing_password=True)
        with self._database.write() as connection:
            row = self._row(connection, user.name)
            if row is not None and self._passwords.matches(row.password, old):
                hashed = self._passwords.hash(new, user.name)
                connection.execute(
                    update(account).where(account.c.name == user.name).values(password=hashed, must_change=False)
                )
                self._audit(connection, user.name, "account:password", user.name)
                return
            self._audit(connection, user.name, "account:password", user.name, "failure")
        raise NotAuthorisedError("the old password does not fit", where="account")

    # -- inside -------------------------------------------------------------------------------------------------------

    def _authenticate(
        self, connection: Connection, name: str, password: str, code: str, where: str | None
    ) -> Row[Any] | None:
        """Check everything, count failures, lock; None where anything does not fit. Success and failure are audited."""
        now, limits = self._clock.now(), self._parameters
        row = self._row(connection, name)
        fits = self._passwords.matches(row.password if row else self._passwords.nobody, password)
        step = self._code_step(connection, row, code) if row else None
        locked = bool(row and row.locked_until and now < row.locked_until)
        usable = bool(row and row.enabled and not locked and now - row.reviewed_at < limits.review_every)
        if row is not None and fits and step is not None and usable:
            connection.execute(
                update(account).where(account.c.name == name).values(last_code_step=step, locked_until=None)
            )
            connection.execute(delete(log_on_failure).where(log_on_failure.c.name == name))
            self._audit(connection, name, "session:log_on", name, where=where)
            return row
        connection.execute(insert(log_on_failure).values(name=name[:80], at=now, address=where))
        recent = (log_on_failure.c.name == name) & (log_on_failure.c.at > now - limits.failure_window)
        count = int(connection.scalar(select(func.count()).select_from(log_on_failure).where(recent)) or 0)
        if row is not None and not locked and count >= limits.failures:
            connection.execute(update(account).where(account.c.name == name).values(locked_until=now + limits.lockout))
            self._audit(connection, "system", "account:lock", name, where=where)
        who = name if row is not None else "unknown"  # what a stranger typed may be a password
        self._audit(connection, who, "session:log_on", who, "failure", where=where)
        return None

    def _code_step(self, connection: Connection, row: Row[Any], code: str) -> int | None:
        secret = self._vault.open(connection, _holder(row.name), row.secret, context="one-time codes")
        if secret is None:
            return None
        return secrets.step_of(
            secret.decode(), code, self._clock.now(), window=self._parameters.code_window, after=row.last_code_step
        )

    def _open_session(self, connection: Connection, row: Row[Any], where: str | None) -> Session:
        now, token = self._clock.now(), randomness.token_urlsafe(32)
        ended = connection.execute(delete(session).where(session.c.name == row.name)).rowcount
        if ended:
            self._audit(connection, row.name, "session:end", row.name, "another one began")
        connection.execute(
            insert(session).values(
                token_hash=_digest(token), name=row.name, started_at=now, seen_at=now, locked=False, address=where
            )
        )
        return Session(token, _public(row))

    def _change(self, name: str, by: str, action: str, *, end_session: bool = True, **values: Any) -> None:
        if name == by:
            raise RefusedError("nobody changes or reviews their own account", where=name)
        with self._database.write() as connection:
            self._permit(connection, by, action)
            if connection.execute(update(account).where(account.c.name == name).values(**values)).rowcount == 0:
                raise UsageError(f"there is no account {name!r}")
            if end_session:
                connection.execute(delete(session).where(session.c.name == name))
            self._audit(connection, by, action, name)

    def _permit(self, connection: Connection, by: str, action: str) -> None:
        """Once an agency has an administrator, only administrators keep accounts; before, whoever installs it.

        Raises:
            NotAuthorisedError: `by` is none.
        """
        rows = [row for row in connection.execute(select(account)) if row.enabled]
        if not any("administrator" in row.roles.split(",") for row in rows):
            return
        keeper = next((row for row in rows if row.name == by), None)
        roles = frozenset(keeper.roles.split(",")) if keeper else frozenset[str]()
        require(Person(by, roles), action, "other_account", "administration")

    def _row(self, connection: Connection, name: str) -> Row[Any] | None:
        return connection.execute(select(account).where(account.c.name == name)).first()

    def _audit(
        self,
        connection: Connection,
        user: str,
        action: str,
        thing: str,
        outcome: str = "success",
        *,
        where: str | None = None,
    ) -> None:
        append(
            connection,
            Entry(
                at=self._clock.now(),
                user=user,
                agency=self._agency,
                purpose="administration",
                action=action,
                object=thing,
                outcome=outcome,
                where=where,
            ),
        )


def _roles(roles: Iterable[str]) -> frozenset[str]:
    held = frozenset(roles)
    unknown = held - {role.name for role in access_table().roles}
    if unknown or not held:
        known = ", ".join(role.name for role in access_table().roles)
        raise UsageError(f"no role {', '.join(sorted(unknown)) or 'was given'}", remedy=f"Roles: {known}.")
    for one, other in APART:
        if one in held and (other in held if other else len(held) > 1):
            raise RefusedError(f"the role {one} is not held together with {other or 'any other'}")
    return held


def _public(row: Row[Any]) -> Account:
    return msgspec.convert(
        {
            "name": row.name,
            "roles": frozenset(row.roles.split(",")),
            "office": row.office,
            "ori": row.ori,
            "enabled": row.enabled,
            "must_change": row.must_change,
            "reviewed_at": row.reviewed_at,
            "reviewed_by": row.reviewed_by,
            "locked_until": row.locked_until,
        },
        Account,
    )


def _holder(name: str) -> str:
    return f"account:{name}"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
