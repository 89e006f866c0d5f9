"""Figures on examination: workload, agreement, errors on items whose truth is known. Counted from the conclusions."""

from __future__ import annotations

from collections import defaultdict
from statistics import median

import msgspec
from sqlalchemy import select

from tenprint.cases.adjudication.model import Verdict
from tenprint.cases.adjudication.tables import adjudication, conclusion
from tenprint.exchange.unit import Unit


class ExaminerFigures(msgspec.Struct):
    """One examiner's work.

    Attributes:
        concluded: tasks.
        median_seconds: from the first look to the conclusion; None where no look was timed.
        proficiency: items with known truth.
        false_identifications: of them, another subject identified than the truth, or one where there is none.
        missed_identifications: of them, nobody identified though the truth was among the candidates.
    """

    concluded: int = 0
    median_seconds: float | None = None
    proficiency: int = 0
    false_identifications: int = 0
    missed_identifications: int = 0


class ExaminationFigures(msgspec.Struct, frozen=True):
    """One agency's examination.

    Attributes:
        waiting: open tasks.
        closed: settled searches, without proficiency items.
        identified: of them with an identified subject.
        disagreements: of them with conclusions that differed.
        agreement: share of closed searches whose conclusions all agreed; None without any.
        verdicts: conclusions by verdict.
        examiners: by name.
    """

    waiting: int
    closed: int
    identified: int
    disagreements: int
    agreement: float | None
    verdicts: dict[str, int]
    examiners: dict[str, ExaminerFigures]


def examination_figures(unit: Unit) -> ExaminationFigures:
    """Count an agency's adjudications and conclusions.

    Raises:
        NotAuthorisedError: not a quality manager of this agency.
    """
    session = unit.permit("examination:figures", "queue")
    unit.audit("examination:figures", "queue", purpose=session.purpose)
    return count(unit)


def count(unit: Unit) -> ExaminationFigures:
    """Count; for functions that have asked the access table and written the look down."""
    rows = unit.connection.execute(select(adjudication)).all()
    conclusions = unit.connection.execute(select(conclusion).order_by(conclusion.c.sequence)).all()
    closed = [row for row in rows if row.closed_at is not None and row.kind == "search"]
    truths = {
        row.correlation: unit.unseal(row.correlation, row.truth, str, context="truth")
        for row in rows
        if row.kind == "proficiency"
    }
    examiners: dict[str, ExaminerFigures] = defaultdict(ExaminerFigures)
    seconds: dict[str, list[float]] = defaultdict(list)
    verdicts = dict.fromkeys(map(str, Verdict), 0)
    for entry in conclusions:
        figures = examiners[entry.examiner]
        figures.concluded += 1
        verdicts[entry.verdict] += 1
        if entry.first_look_at is not None:
            seconds[entry.examiner].append((entry.at - entry.first_look_at).total_seconds())
        truth = truths.get(entry.correlation)
        if truth is not None:
            figures.proficiency += 1
            figures.false_identifications += entry.subject is not None and entry.subject != truth
            figures.missed_identifications += entry.subject is None and truth != ""
    for examiner, durations in seconds.items():
        examiners[examiner].median_seconds = median(durations)
    disagreements = sum(row.disagreement for row in closed)
    return ExaminationFigures(
        waiting=sum(row.closed_at is None for row in rows),
        closed=len(closed),
        identified=sum(row.subject is not None for row in closed),
        disagreements=disagreements,
        agreement=1 - disagreements / len(closed) if closed else None,
        verdicts=verdicts,
        examiners=dict(sorted(examiners.items())),
    )
