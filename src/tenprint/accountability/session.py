"""Who acts, in which roles, at which agency, for which purpose: what every act and every look of a person names.

    session = Session(user="officer.green", roles=frozenset({"officer"}), agency="enforcement", purpose="criminal",
                      office="Chicago")                          # or Session.of(account, agency=..., purpose=...)
    with agency.act(session) as unit:                            # the one way in, for command line, console and API
        decision.decide(unit, number, ...)                       # asks the access table itself, by `unit.permit`

Every function that shows or changes a person's data calls `Unit.permit` first. A unit without a session (a message, a
clock) is permitted nothing that a person does; a refusal is written into the audit log.
"""

from __future__ import annotations

import msgspec

from tenprint.accountability import access
from tenprint.accountability.accounts.model import Account
from tenprint.accountability.names import SOFTWARE, is_software
from tenprint.errors import NotAuthorisedError

EVERY_OFFICE = "*"  # a user whose office is that of any case: where an agency has no accounts and names are taken


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A person at work; it satisfies `access.User`.

    Attributes:
        user: the account's name.
        roles: that the account has now.
        agency: at which the person works; a session is worth nothing at another.
        purpose: for which; another purpose is another session (`with_purpose`).
        office: field office, where the agency has some.
        ori: of a booking agency's user.
        where: network address or terminal.
    """

    user: str
    roles: frozenset[str]
    agency: str
    purpose: str
    office: str = ""
    ori: str | None = None
    where: str | None = None

    def __post_init__(self) -> None:
        if self.user not in ("", SOFTWARE) and is_software(self.user):
            raise NotAuthorisedError(f"{self.user!r} is nobody's name", remedy="Say who you are.")

    @classmethod
    def of(cls, account: Account, *, agency: str, purpose: str, where: str | None = None) -> Session:
        """Return the session of an account that `Accounts.check` has just let in."""
        return cls(
            user=account.name,
            roles=account.roles,
            agency=agency,
            purpose=purpose,
            office=account.office,
            ori=account.ori,
            where=where,
        )

    @property
    def name(self) -> str:
        """The user's name."""
        return self.user

    def with_purpose(self, purpose: str) -> Session:
        """Return the same person at work for another purpose."""
        return msgspec.structs.replace(self, purpose=purpose)

    def decide(self, action: str, relation: str = "agency") -> access.Decision:
        """Say whether the table grants this; for a page that shows only what its reader may do."""
        return access.decide(self, action, relation, self.purpose)

    def relation_to_case(self, case_office: str, *decided_by: str | None) -> str:
        """Return the relation to a case of an office, on which these people decided."""
        own = case_office if self.office == EVERY_OFFICE else self.office
        return access.relation_to_case(self.user, own, case_office=case_office, decided_by=decided_by)


def check(session: Session | None, agency: str, action: str, relation: str) -> access.Decision:
    """Return the decision that permits this, or refuse.

    Raises:
        NotAuthorisedError: nobody is signed in, or at another agency, or no row of the table grants it.
    """
    if session is None:
        raise NotAuthorisedError(
            f"nobody is signed in for {action}", where="access table", remedy="A named person with a role does this."
        )
    if session.agency != agency:
        raise NotAuthorisedError(f"a session at {session.agency} is worth nothing at {agency}", where="access table")
    decision = session.decide(action, relation)
    if not decision.allowed:
        own = relation == "own_decision"
        raise NotAuthorisedError(
            f"{session.user} may not do this: {'nobody confirms their own decision; ' if own else ''}{decision.reason}",
            where=f"access table {decision.version}",
            remedy="Another person does this." if own else "Ask somebody whose role it is.",
        )
    return decision
