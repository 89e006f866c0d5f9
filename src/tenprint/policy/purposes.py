"""Purposes: the type of a transaction decides which repositories are searched and what may follow."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from tenprint.errors import NotAuthorisedError, Where
from tenprint.policy.model import Header

Repository = Literal["criminal", "immigration"]
TOT = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3,5}$", description="type of transaction, EBTS 1.004")]


class Purpose(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a group of transaction types is for.

    Attributes:
        code: name of the purpose; retention and access are decided by it too.
        tots: EBTS transaction types (1.004).
        repositories: those that are searched where nothing speaks against it.
        query_purpose: the purpose code of an immigration query ("C" criminal); None where no query may arise.
        words: in words.
    """

    code: str
    tots: tuple[TOT, ...]
    repositories: tuple[Repository, ...]
    query_purpose: Literal["C", "F"] | None = None
    words: str = ""


class SearchPlan(msgspec.Struct, frozen=True, kw_only=True):
    """Which repositories this transaction is searched against, whether a query may follow, and why."""

    purpose: str
    repositories: tuple[Repository, ...]
    query_purpose: Literal["C", "F"] | None
    policy_version: str
    reason: str


class PurposePolicy(Header, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One version of the table of purposes. What is not in it is refused."""

    purposes: tuple[Purpose, ...]
    second_answer_relayed_by: tuple[str, ...] = ()  # states (postal codes) that tell the booking agency of it

    def relays_second_answer(self, state: str) -> bool:
        """Whether this state's bureau tells the booking agency of the second answer: the state's own choice."""
        return state in self.second_answer_relayed_by

    def purpose(self, tot: str) -> Purpose:
        """Return the purpose of a transaction type.

        Raises:
            NotAuthorisedError: the table does not know the type.
        """
        for entry in self.purposes:
            if tot in entry.tots:
                return entry
        raise NotAuthorisedError(
            f"transaction type {tot!r} has no purpose in the policy {self.version}",
            where=Where(record="Type-1", field="1.004 TOT"),
            remedy="Send a type that the policy names, or add it to a new version of the purposes.",
        )

    def plan(self, tot: str, *, active: bool) -> SearchPlan:
        """Return which repositories to search.

        Args:
            tot: EBTS 1.004.
            active: whether the originating agency was activated when the transaction was received.
        """
        purpose = self.purpose(tot)
        if "immigration" not in purpose.repositories:
            wanted, query = purpose.repositories, None
            reason = f"purpose {purpose.code} searches {' and '.join(wanted) or 'nothing'}"
        elif active:
            wanted, query = purpose.repositories, purpose.query_purpose
            reason = f"purpose {purpose.code}, agency active at receipt"
        else:
            wanted, query = tuple(r for r in purpose.repositories if r != "immigration"), None
            reason = f"purpose {purpose.code}, agency not active at receipt: criminal search only"
        return SearchPlan(
            purpose=purpose.code,
            repositories=wanted,
            query_purpose=query,
            policy_version=self.version,
            reason=reason,
        )
