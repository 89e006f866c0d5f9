"""Every figure is counted from the journals, by a definition that stands in a table; anyone can count again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from tenprint.cases.tables import case
from tenprint.exchange.tables import transition
from tenprint.storage import Database


@dataclass(frozen=True)
class Definition:
    """What a figure counts.

    Attributes:
        name: key.
        role: at whose journal it is counted.
        machine, event: the transition that is counted, once for each key.
        words: what is included, in words.
    """

    name: str
    role: str
    machine: str
    event: tuple[str, ...]
    words: str


DEFINITIONS = (
    Definition("submissions", "booking", "submission", ("submit",), "transactions that a booking agency sent"),
    Definition("answered", "booking", "submission", ("answer", "reject"), "of them those with an SRE or ERRT"),
    Definition("rejected", "booking", "submission", ("reject",), "of the answered those with an ERRT"),
    Definition("criminal_hits", "criminal", "submission", ("identify",), "identified in the criminal master file"),
    Definition("second_searches", "immigration", "second_search", ("receive",), "searched in the second repository"),
    Definition("immigration_hits", "immigration", "second_search", ("match",), "matched in the second repository"),
    Definition("notices", "criminal", "second_search", ("acknowledge",), "queries that enforcement acknowledged"),
    Definition("cases", "enforcement", "case", ("open",), "cases opened at enforcement"),
    Definition("determined", "enforcement", "case", ("determine",), "cases on which an officer determined"),
    Definition(
        "requests", "enforcement", "case", ("confirm_request",), "requests of a jail that a supervisor confirmed"
    ),
    Definition("claims", "enforcement", "case", ("claim",), "cases with a claim to citizenship"),
    Definition("citizens", "enforcement", "case", ("citizen",), "claims that were confirmed; no request stands"),
)


@dataclass(frozen=True)
class Figure:
    """A figure, what it was counted from, and a digest by which a recount can be compared.

    Attributes:
        definition: what was counted.
        by_ori: count for each ORI.
        digest: SHA-256 over the sorted rows that were counted.
    """

    definition: Definition
    by_ori: dict[str, int]
    digest: str

    @property
    def total(self) -> int:
        """The count over all ORIs."""
        return sum(self.by_ori.values())


def compute(databases: Mapping[str, Database]) -> dict[str, Figure]:
    """Count all figures from the journals of the given roles."""
    cases = _correlations(databases["enforcement"]) if "enforcement" in databases else {}
    return {d.name: _count(d, databases[d.role], cases) for d in DEFINITIONS if d.role in databases}


def levels(enforcement: Database) -> dict[tuple[str, str], int]:
    """Count opened cases by ORI and level; persons without a conviction stand in a class of their own."""
    with enforcement.read() as connection:
        rows = connection.execute(select(case.c.ori, case.c.level).where(case.c.opened_at.is_not(None))).all()
    return dict(Counter((row.ori, row.level) for row in rows))


def outcomes(enforcement: Database) -> dict[tuple[str, str], int]:
    """Count cases by ORI and outcome; `open` where there is none yet."""
    with enforcement.read() as connection:
        rows = connection.execute(select(case.c.ori, case.c.outcome)).all()
    return dict(Counter((row.ori, row.outcome or "open") for row in rows))


def _correlations(enforcement: Database) -> dict[str, str]:
    with enforcement.read() as connection:
        return {row.case: row.correlation for row in connection.execute(select(case.c.case, case.c.correlation))}


def _count(definition: Definition, database: Database, cases: Mapping[str, str]) -> Figure:
    query = select(transition.c.key).where(
        transition.c.machine == definition.machine, transition.c.event.in_(definition.event)
    )
    with database.read() as connection:
        keys = sorted(set(connection.scalars(query)))
    counts = Counter(cases.get(key, key).partition(":")[0] for key in keys)
    digest = hashlib.sha256("\n".join(keys).encode()).hexdigest()
    return Figure(definition, dict(sorted(counts.items())), digest)
