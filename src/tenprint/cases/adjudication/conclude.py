"""Conclusions, and what they come to: two examiners who agree, else a third; nobody identified is no identification."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, insert, select, update

from tenprint.accountability.names import is_software, same_person
from tenprint.cases.adjudication.blind import letters
from tenprint.cases.adjudication.model import Mark, Verdict
from tenprint.cases.adjudication.queue import find, payload_of
from tenprint.cases.adjudication.tables import adjudication, conclusion, examination_look
from tenprint.cases.rules import case_rules
from tenprint.errors import RefusedError, UsageError
from tenprint.exchange.messages import AdjudicatedSearch
from tenprint.exchange.unit import Unit

LARGEST = 4000.0  # px at 500 ppi; no finger is larger


class Settled(NamedTuple):
    """Whether an adjudication is settled, and who was identified; nobody is an answer too."""

    settled: bool
    subject: str | None


def conclude_by_letter(
    unit: Unit, task: str, verdict: Verdict, letter: str | None, marks: Sequence[Mark] = ()
) -> Settled:
    """Record the conclusion of the examiner `unit.actor` on a task, in the words that an examiner knows.

    Raises:
        UsageError: no such task or letter, or the marks do not suffice.
        RefusedError: software, or this examiner concluded before.
    """
    unit.permit("examination:conclude", task)
    row = find(unit, task)
    payload = payload_of(unit, row)
    names = letters(unit, row.correlation, unit.actor, (h for h, _ in payload.candidates)) if payload else {}
    if letter is not None and letter not in names:
        raise UsageError(f"task {task} has no candidate {letter}", remedy=f"One of: {', '.join(names)}.")
    return conclude(unit, row.correlation, verdict, names[letter] if letter else None, marks)


def conclude(
    unit: Unit, correlation: str, verdict: Verdict, subject: str | None, marks: Sequence[Mark] = ()
) -> Settled:
    """Record the conclusion of the examiner `unit.actor`; once it is settled, the search goes on.

    A settled proficiency item leads to no message.

    Raises:
        UsageError: an identification without a candidate or with too few marks.
        RefusedError: software, closed already, or this examiner concluded before.
    """
    if is_software(unit.actor):
        raise RefusedError("a named examiner concludes", where="adjudication")
    unit.permit("examination:conclude", correlation)
    row = unit.connection.execute(
        select(adjudication).where(adjudication.c.correlation == correlation).with_for_update()
    ).first()
    if row is None or row.closed_at is not None:
        raise RefusedError("there is no such open task", where="adjudication")
    _check(unit, row, verdict, subject, marks)
    before = unit.connection.execute(select(conclusion).where(conclusion.c.correlation == correlation)).all()
    if any(same_person(entry.examiner, unit.actor) for entry in before):
        raise RefusedError(f"{unit.actor} concluded on this task before", remedy="Another examiner looks now.")
    first = select(examination_look.c.at).where(
        examination_look.c.correlation == correlation, examination_look.c.examiner == unit.actor
    )
    unit.connection.execute(
        insert(conclusion).values(
            correlation=correlation,
            examiner=unit.actor,
            verdict=str(verdict),
            subject=subject,
            first_look_at=unit.connection.scalar(first),
            at=unit.now,
            marks=unit.seal(correlation, list(marks), context="marks"),
        )
    )
    unit.audit("examination:conclude", correlation, purpose="examination")
    return _settle(unit, row, [entry.subject for entry in before] + [subject])


def outcome(subjects: Sequence[str | None], *, needed: int, at_most: int) -> tuple[bool, str | None]:
    """Return whether conclusions settle a search, and on whom.

    Args:
        subjects: of each conclusion so far the identified subject; None for any that identifies nobody.
        needed: how many must agree.
        at_most: how many look at all; when so many have looked and no subject has enough, nobody is identified.
    """
    subject, votes = Counter(subjects).most_common(1)[0]
    if votes >= needed:
        return True, subject
    return len(subjects) >= at_most, None


def _settle(unit: Unit, row: Row[Any], subjects: list[str | None]) -> Settled:
    rules = case_rules().examination
    settled, subject = outcome(subjects, needed=rules.examiners, at_most=rules.at_most)
    differ = len(set(subjects)) > 1
    values: dict[str, Any] = {"disagreement": differ}
    if settled:
        values |= {"closed_at": unit.now, "subject": subject}
    unit.connection.execute(update(adjudication).where(adjudication.c.correlation == row.correlation).values(**values))
    if settled and row.kind == "search":
        role = unit.agency.partners[unit.agency.name].role
        unit.send("adjudicated", role, AdjudicatedSearch(subject), correlation=row.correlation, purpose=row.purpose)
    return Settled(settled, subject)


def _check(unit: Unit, row: Row[Any], verdict: Verdict, subject: str | None, marks: Sequence[Mark]) -> None:
    if (verdict is Verdict.IDENTIFICATION) != (subject is not None):
        raise UsageError("an identification names the candidate, any other conclusion names none")
    for mark in marks:
        if not 1 <= mark.finger <= 10 or not all(0 <= v <= LARGEST for v in (*mark.probe, *mark.candidate)):
            raise UsageError(f"the mark {mark} lies in no print", remedy="Finger 1 to 10, px at 500 ppi.")
    if subject is None:
        return
    payload = payload_of(unit, row)
    if payload is None or subject not in {holder for holder, _ in payload.candidates}:
        raise UsageError("the identified subject is not among the candidates")
    needed = case_rules().examination.marks_for_identification
    distinct = min(len({(m.finger, m.probe) for m in marks}), len({(m.finger, m.candidate) for m in marks}))
    if distinct < needed:
        raise UsageError(
            f"an identification is shown by at least {needed} marked pairs of minutiae; these are {distinct}",
            remedy="Mark the minutiae on which it rests, each once.",
        )


def examiners_of(unit: Unit, correlation: str) -> list[str]:
    """Return who concluded on a search."""
    return list(
        unit.connection.scalars(
            select(conclusion.c.examiner).where(conclusion.c.correlation == correlation).order_by(conclusion.c.sequence)
        )
    )
