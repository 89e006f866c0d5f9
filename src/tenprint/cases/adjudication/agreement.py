"""Whether examiners agree: every two who concluded on the same prints, and what either said."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import NamedTuple

import msgspec
from sqlalchemy import select

from tenprint.cases.adjudication.figures import ExaminationFigures, count
from tenprint.cases.adjudication.model import Verdict
from tenprint.cases.adjudication.tables import adjudication, conclusion
from tenprint.exchange.unit import Unit


class Pair(msgspec.Struct):
    """Two examiners and the prints on which both concluded.

    Attributes:
        one, other: names, in the order of the alphabet.
        together: how many searches and items of known truth both concluded on.
        differing: of them, those on which they named another subject, or one named a subject and the other none.
    """

    one: str
    other: str
    together: int = 0
    differing: int = 0


class Agreement(NamedTuple):
    """Agreement at one agency.

    Attributes:
        figures: workload, disagreements, errors on items of known truth.
        pairs: those with most differences first.
        verdicts: (verdict, verdict) in the order of `Verdict` -> how many pairs of conclusions; each pair once.
        together, differing: over all pairs of conclusions.
    """

    figures: ExaminationFigures
    pairs: list[Pair]
    verdicts: dict[tuple[str, str], int]
    together: int
    differing: int


def agreement(unit: Unit) -> Agreement:
    """Count who agreed with whom; the look is audited. It names examiners, and no person whose prints they are.

    Raises:
        NotAuthorisedError: neither a quality manager nor oversight of this agency.
    """
    session = unit.permit("examination:figures", "agreement")
    unit.audit("examination:figures", "agreement", purpose=session.purpose)
    known = select(adjudication.c.correlation)
    rows = unit.connection.execute(
        select(conclusion.c.correlation, conclusion.c.examiner, conclusion.c.verdict, conclusion.c.subject)
        .where(conclusion.c.correlation.in_(known))
        .order_by(conclusion.c.examiner)
    ).all()
    by_search = defaultdict(list)
    for row in rows:
        by_search[row.correlation].append(row)
    pairs: dict[tuple[str, str], Pair] = {}
    order = [str(verdict) for verdict in Verdict]
    verdicts: Counter[tuple[str, str]] = Counter()
    for concluded in by_search.values():
        for one, other in combinations(concluded, 2):
            names = (one.examiner, other.examiner)
            pair = pairs.setdefault(names, Pair(*names))
            pair.together += 1
            pair.differing += one.subject != other.subject
            first, second = sorted((one.verdict, other.verdict), key=order.index)
            verdicts[first, second] += 1
    listed = sorted(pairs.values(), key=lambda pair: (-pair.differing, -pair.together, pair.one, pair.other))
    return Agreement(
        count(unit),
        listed,
        dict(verdicts),
        sum(pair.together for pair in listed),
        sum(pair.differing for pair in listed),
    )
