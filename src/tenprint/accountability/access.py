"""Access decisions: by role, action, purpose and the user's relation to the object. What no row grants is denied.

The table is data that people can read: data/access.toml, shown by `tenprint account table`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from typing import Protocol

import msgspec

from tenprint.accountability.names import same_person
from tenprint.errors import ConfigurationError, NotAuthorisedError
from tenprint.policy import Header
from tenprint.policy.store import read_policy

FILE = Path(str(resources.files("tenprint.accountability") / "data" / "access.toml"))

RELATIONS = ("agency", "own_office", "other_office", "own_decision", "sealed", "own_account", "other_account")


class User(Protocol):
    """What a decision needs to know of a user: the name, and the roles the account has now."""

    @property
    def name(self) -> str:
        """The account's name."""
        ...

    @property
    def roles(self) -> frozenset[str]:
        """The account's roles."""
        ...


class Person(msgspec.Struct, frozen=True):
    """A user by name and roles, where no account is at hand."""

    name: str
    roles: frozenset[str]


class Role(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A role and what it is for."""

    name: str
    words: str


class Grant(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One row: these roles may do these actions, for these purposes, in these relations."""

    roles: tuple[str, ...]
    actions: tuple[str, ...]
    purposes: tuple[str, ...]
    relations: tuple[str, ...]
    words: str

    def allows(self, role: str, action: str, relation: str, purpose: str) -> bool:
        """Whether this row grants it."""
        return role in self.roles and action in self.actions and purpose in self.purposes and relation in self.relations


class AccessTable(Header, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All roles and rows."""

    roles: tuple[Role, ...]
    grants: tuple[Grant, ...]

    @property
    def actions(self) -> tuple[str, ...]:
        """Every action that any row names, sorted."""
        return tuple(sorted({action for grant in self.grants for action in grant.actions}))

    @property
    def purposes(self) -> tuple[str, ...]:
        """Every purpose that any row names, sorted."""
        return tuple(sorted({purpose for grant in self.grants for purpose in grant.purposes}))


class Decision(msgspec.Struct, frozen=True):
    """Whether, by which row in words, and under which version of the table."""

    allowed: bool
    reason: str
    version: str


@functools.cache
def access_table(path: Path = FILE) -> AccessTable:
    """Read the table.

    Raises:
        ConfigurationError: not of its form, or a row names a role or relation that there is not.
    """
    table = read_policy(path, AccessTable)
    names = {role.name for role in table.roles}
    for grant in table.grants:
        unknown = (set(grant.roles) - names) | (set(grant.relations) - set(RELATIONS))
        if unknown:
            raise ConfigurationError(f"a row names {', '.join(sorted(unknown))}, which there is not", where=str(path))
    return table


def decide(user: User, action: str, relation: str, purpose: str, *, table: AccessTable | None = None) -> Decision:
    """Say whether a user may do this.

    Args:
        user: who, with the roles of the account.
        action: `object:verb`, as the table names it.
        relation: of the user to the object; see `RELATIONS`.
        purpose: for which it is done.
        table: another table than the packaged one.
    """
    table = table or access_table()
    for grant in table.grants:
        for role in sorted(user.roles):
            if grant.allows(role, action, relation, purpose):
                return Decision(True, grant.words, table.version)
    roles = ", ".join(sorted(user.roles)) or "no role"
    return Decision(
        False, f"no row lets {roles} do {action} to an object in the relation {relation} for {purpose}", table.version
    )


def require(user: User, action: str, relation: str, purpose: str) -> Decision:
    """Return the decision, or refuse.

    Raises:
        NotAuthorisedError: no row grants it.
    """
    decision = decide(user, action, relation, purpose)
    if not decision.allowed:
        raise NotAuthorisedError(
            f"{user.name} may not do this: {decision.reason}",
            where=f"access table {decision.version}",
            remedy="Ask somebody whose role it is.",
        )
    return decision


def relation_to_case(user_name: str, office: str, *, case_office: str, decided_by: Iterable[str | None]) -> str:
    """Return a user's relation to a case: an own decision goes before the office."""
    if any(same_person(user_name, other) for other in decided_by):
        return "own_decision"
    return "own_office" if office == case_office else "other_office"
