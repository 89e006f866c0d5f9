"""Figures of cases, as a table: they are few, so they are counted when they are asked for, from what is on record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, select

from tenprint.cases.clock_tables import clock
from tenprint.cases.tables import case, case_claim, case_decision, case_research
from tenprint.exchange.tables import transition
from tenprint.statistics.model import Fact
from tenprint.statistics.service_levels import RUNNING, category, service_levels

ROLE_OF_CASES = "enforcement"
OPEN, NONE = "open", "none"


class CaseFigure(NamedTuple):
    """What a figure counts among the cases.

    Attributes:
        name, title, words: as of a `Definition`.
        query: its rows.
        fact: row and present moment -> fact; None where the row does not count.
        categories: those that are shown even where nothing is counted.
    """

    name: str
    title: str
    words: str
    query: Select[Any]
    fact: Callable[[Row[Any], datetime], Fact | None]
    categories: tuple[str, ...] = ()


def _plain(at: str, kind: Callable[[Row[Any]], str | None]) -> Callable[[Row[Any], datetime], Fact | None]:
    def fact(row: Row[Any], _now: datetime) -> Fact | None:
        moment, name = getattr(row, at), kind(row)
        return None if moment is None or name is None else Fact(row.case, moment, row.ori, name)

    return fact


def _timed(figure: str) -> Callable[[Row[Any], datetime], Fact | None]:
    """Rows with `begun` and `ended`; what has not ended is late as soon as its time is over."""

    def fact(row: Row[Any], now: datetime) -> Fact | None:
        limit = service_levels().of(figure).limit_s or 0
        if row.begun is None:
            return None
        spent = max(0, round(((row.ended or now) - row.begun).total_seconds() * 1000))
        if row.ended is None:
            return Fact(row.case, row.begun, row.ori, f"{RUNNING}|{'late' if spent > limit * 1000 else 'in_time'}")
        return Fact(row.case, row.begun, row.ori, category(spent, limit), spent)

    return fact


_OPENED = case.c.opened_at.is_not(None)
_cases = select(case).where(_OPENED).order_by(case.c.case)
_claims = select(case_claim, case.c.ori).join(case, case.c.case == case_claim.c.case).order_by(case_claim.c.sequence)
# What is looked up for each case by its key, so that counting one case again reads that case alone.
_any = case_research.alias("any_research")
_first_research = select(func.min(_any.c.at)).where(_any.c.case == case.c.case).correlate(case).scalar_subquery()
_last_research = select(func.max(_any.c.sequence)).where(_any.c.case == case.c.case).correlate(case).scalar_subquery()


def _step(events: tuple[str, ...]) -> ColumnElement[bool]:
    """A case's transitions by one of these events; the empty text keeps to the index by key."""
    return and_(
        transition.c.machine == "case",
        transition.c.key == case.c.case,
        transition.c.event.concat("").in_(events),
    )


def _first_step(events: tuple[str, ...]) -> Select[Any]:
    first = select(func.min(transition.c.at)).where(_step(events)).correlate(case).scalar_subquery()
    return select(case.c.case, case.c.ori, first.label("at")).order_by(case.c.case)


def _dispositions(row: Row[Any]) -> str:
    if row.dispositions_missing is None:
        return "unknown"
    return "complete" if row.dispositions_missing == 0 else "missing"


CASE_FIGURES: tuple[CaseFigure, ...] = (
    CaseFigure(
        "cases",
        "Cases opened, by level",
        "cases whose query arrived, by the month of its arrival and the level that convictions give; a person without "
        "a conviction is in NO_CONVICTION and in no level",
        _cases,
        _plain("opened_at", lambda row: row.level),
    ),
    CaseFigure(
        "determinations",
        "What officers determined",
        "cases with a determination in force, by the month of the determination",
        _cases,
        _plain("determined_at", lambda row: row.determination),
        (
            "united_states_citizen",
            "lawful_permanent_resident",
            "lawfully_present",
            "subject_to_removal",
            "undetermined",
        ),
    ),
    CaseFigure(
        "confirmed_actions",
        "What supervisors confirmed",
        "cases with an action in force that a supervisor confirmed, by the month of the confirmation",
        _cases,
        _plain("confirmed_at", lambda row: row.action),
        ("no_action", "request_for_notification", "detainer"),
    ),
    CaseFigure(
        "reasons",
        "Reasons that officers gave",
        "each reason of each determination in the decision journal, by the month of the determination",
        select(case_decision, case.c.ori)
        .join(case, case.c.case == case_decision.c.case)
        .where(case_decision.c.step == "determine")
        .order_by(case_decision.c.sequence),
        _plain("at", lambda row: row.reasons),
    ),
    CaseFigure(
        "outcomes",
        "Outcomes",
        "all opened cases, by the month in which they were opened, with their outcome or `open`",
        _cases,
        _plain("opened_at", lambda row: row.outcome or OPEN),
    ),
    CaseFigure(
        "requests",
        "Cases with a request of the jail",
        "cases in which a supervisor ever confirmed a request, by the month of the first one",
        _first_step(("confirm_request",)),
        _plain("at", lambda _row: ""),
    ),
    CaseFigure(
        "cancellations",
        "Cases with a cancelled request",
        "cases in which an officer or supervisor cancelled a request, by the month of the first cancellation",
        _first_step(("cancel",)),
        _plain("at", lambda _row: ""),
    ),
    CaseFigure(
        "claims_made",
        "Claims to citizenship, by channel",
        "every claim, by the month in which it arrived and how it was made; one case can have several",
        _claims,
        _plain("at", lambda row: row.channel),
    ),
    CaseFigure(
        "claims_decided",
        "Claims to citizenship, by result",
        "every claim, by the month in which it arrived, with what a supervisor decided or `open`",
        _claims,
        _plain("at", lambda row: row.result or OPEN),
        ("citizen", "not_citizen", OPEN),
    ),
    CaseFigure(
        "citizens_requested",
        "Confirmed citizens of whom a request was made",
        "cases whose claim was confirmed although a supervisor had confirmed a request before: errors",
        select(case.c.case, case.c.ori, func.min(case_claim.c.resolved_at).label("at"))
        .join(case_claim, case_claim.c.case == case.c.case)
        .where(
            case_claim.c.result == "citizen", select(transition.c.sequence).where(_step(("confirm_request",))).exists()
        )
        .group_by(case.c.case, case.c.ori)
        .order_by(case.c.case),
        _plain("at", lambda _row: ""),
    ),
    CaseFigure(
        "charge_known",
        "Charge of the arrest",
        "opened cases, with or without a known charge, by the month in which they were opened",
        _cases,
        _plain("opened_at", lambda row: "known" if row.charge_known else "unknown"),
        ("known", "unknown"),
    ),
    CaseFigure(
        "dispositions",
        "Outcomes of all charges on record",
        "opened cases, by whether the outcome of every charge of the history reached the repository",
        _cases,
        _plain("opened_at", _dispositions),
        ("complete", "missing", "unknown"),
    ),
    CaseFigure(
        "research",
        "Sources that answered the support centre",
        "opened cases, by whether every source that is to be asked answered, as the last research says",
        select(case.c.case, case.c.ori, case.c.opened_at, case_research.c.asked, case_research.c.wanted)
        .select_from(case)
        .outerjoin(case_research, case_research.c.sequence == _last_research)
        .where(_OPENED)
        .order_by(case.c.case),
        _plain(
            "opened_at",
            lambda row: NONE if row.wanted is None else "complete" if row.asked >= row.wanted else "incomplete",
        ),
        ("complete", "incomplete", NONE),
    ),
    CaseFigure(
        "research_times",
        "Time to the first research",
        "opened cases, from the query to the first research; where none is attached, until now",
        select(case.c.case, case.c.ori, case.c.opened_at.label("begun"), _first_research.label("ended"))
        .where(_OPENED, _first_research.is_not(None) | case.c.closed_at.is_(None))
        .order_by(case.c.case),
        _timed("research_times"),
    ),
    CaseFigure(
        "claim_times",
        "Time to the decision on a claim",
        "every claim, from its arrival to the decision; where none was made, until now",
        select(case_claim.c.case, case.c.ori, case_claim.c.at.label("begun"), case_claim.c.resolved_at.label("ended"))
        .join(case, case.c.case == case_claim.c.case)
        .order_by(case_claim.c.sequence),
        _timed("claim_times"),
    ),
    CaseFigure(
        "hold_times",
        "Length of holds",
        "the last hold of each case, from its beginning to release or transfer; where it runs, until now",
        select(
            clock.c.key.label("case"), case.c.ori, clock.c.started_at.label("begun"), clock.c.stopped_at.label("ended")
        )
        .join(case, case.c.case == clock.c.key)
        .where(clock.c.kind == "hold")
        .order_by(clock.c.key),
        _timed("hold_times"),
    ),
)


def facts(
    connection: Connection, figure: CaseFigure, now: datetime, *, cases: Sequence[str] | None = None
) -> Iterator[Fact]:
    """Yield the facts of a figure, of all cases or of some; a row with several reasons counts once for each."""
    query = figure.query if cases is None else figure.query.where(case.c.case.in_(cases))
    for row in connection.execute(query):
        fact = figure.fact(row, now)
        if fact is None:
            continue
        for name in fact.category.split(",") if figure.name == "reasons" else (fact.category,):
            yield fact._replace(category=name)


def running(connection: Connection, figure: CaseFigure, now: datetime) -> list[Fact]:
    """Return the facts of what has not ended yet: they depend on the time and are never kept."""
    ended = figure.query.selected_columns.get("ended")
    if ended is None:
        return []
    some = figure._replace(query=figure.query.where(ended.is_(None)))
    return [fact for fact in facts(connection, some, now) if is_running(fact)]


def is_running(fact: Fact) -> bool:
    """Whether a fact is about what has not ended yet."""
    return fact.category.startswith(f"{RUNNING}|")
