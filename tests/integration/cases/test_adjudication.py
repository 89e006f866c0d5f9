"""The examiners' queue on a real journal: blind, shuffled, two who agree, a third, and items with known truth."""

from __future__ import annotations

import msgspec
import pytest
from case_agencies import ORI, at_work
from sqlalchemy import insert

from tenprint.agency.criminal.tables import criminal_search
from tenprint.agency.examination import material
from tenprint.agency.immigration.records import add_encounter
from tenprint.agency.immigration.tables import immigration_search
from tenprint.cases import adjudication as examination
from tenprint.cases.adjudication import Mark, Verdict, blind, conclude_by_letter, look, open_adjudication, tasks
from tenprint.errors import RefusedError, UsageError
from tenprint.exchange.machines import SECOND_SEARCH, SUBMISSION
from tenprint.exchange.messages import Encounter
from tenprint.exchange.tables import inbox, outbox

CORRELATION = f"{ORI}:SECRETTCN0001"
HOLDERS = [f"person:{i}:encounter:1" for i in range(6)]
MARKS = [Mark(2, (10.0 * i, 20.0), (11.0 * i, 21.0)) for i in range(8)]


@pytest.fixture
def queued(agencies):
    """A search of the second repository with six candidates between the bands."""
    queue(agencies, CORRELATION)
    return agencies


def queue(agencies, correlation):
    with agencies.state_bureau.unit(cause=f"r {correlation}", actor="system") as unit:
        for event in ("receive", "relay", "answer"):
            unit.fire(SUBMISSION, correlation, event)
    with agencies.criminal.unit(cause=f"s {correlation}", actor="system") as unit:
        unit.connection.execute(
            insert(criminal_search).values(
                correlation=correlation,
                ori=ORI,
                tot="CAR",
                purpose="criminal",
                received_at=unit.now,
                active=True,
                activation_version="t",
                activation_reason="t",
                request=b"",
                prints=b"",
            )
        )
        unit.fire(SECOND_SEARCH, correlation, "ask")
    with agencies.immigration.unit(cause=f"i {correlation}", actor="system") as unit:
        unit.connection.execute(
            insert(immigration_search).values(
                correlation=correlation,
                ori=ORI,
                received_at=unit.now,
                band="adjudicate",
                best=6.0,
                coverage="all",
                policy_version="2008-10",
            )
        )
        unit.fire(SECOND_SEARCH, correlation, "receive")
        unit.fire(SECOND_SEARCH, correlation, "candidate")
        open_adjudication(unit, correlation, [(holder, 9.5 - i) for i, holder in enumerate(HOLDERS)], prints={2: b"x"})
        for i, holder in enumerate(HOLDERS):
            encounter = Encounter(f"E{i}", "2001-01-01", "removal", "removal record", "N", "YY", True)
            if f"FIN{i:010d}" not in {row.fin for row in _encounters(unit)}:
                add_encounter(unit, holder, f"FIN{i:010d}", encounter)


def _encounters(unit):
    from sqlalchemy import select

    from tenprint.agency.immigration.tables import immigration_encounter

    return unit.connection.execute(select(immigration_encounter)).all()


def examining(agencies, examiner):
    return agencies.immigration.act(at_work("immigration", examiner, roles={"examiner"}, purpose="examination"))


def conclude(agencies, examiner, subject, verdict=None, marks=MARKS):
    with examining(agencies, examiner) as unit:
        [task] = tasks(unit)
        _row, _payload, holders = look(unit, task.name)
        letter = next((k for k, v in holders.items() if v == subject), None)
        verdict = verdict or (Verdict.IDENTIFICATION if subject else Verdict.EXCLUSION)
        return conclude_by_letter(unit, task.name, verdict, letter, marks if subject else ())


def outcome(agencies):
    agencies.run()
    [row] = agencies.rows("immigration", immigration_search)
    return row.outcome, row.fin


def test_two_who_agree_lead_to_a_match(queued):
    assert not conclude(queued, "ex.a", HOLDERS[3]).settled
    assert outcome(queued) == (None, None), "one alone leads to nothing"
    assert conclude(queued, "ex.b", HOLDERS[3]) == (True, HOLDERS[3])
    assert outcome(queued) == ("match", "FIN0000000003")
    [notice] = queued.rows("immigration", outbox, outbox.c.type == "match_notice")
    assert notice.receiver == "enforcement"
    [row] = queued.rows("immigration", immigration_search)
    assert row.decided_by == "examiners ex.a, ex.b"


@pytest.mark.parametrize("verdicts", [("exclusion", "inconclusive"), ("not_suitable", "exclusion")])
def test_conclusions_that_identify_nobody_close_as_no_match(queued, verdicts):
    for examiner, verdict in zip(("ex.a", "ex.b"), verdicts, strict=True):
        conclude(queued, examiner, None, Verdict(verdict))
    assert outcome(queued) == ("no_match", None)
    assert not queued.rows("enforcement", inbox)


def test_disagreement_goes_to_a_third_who_is_as_blind(queued):
    conclude(queued, "ex.a", HOLDERS[1])
    assert not conclude(queued, "ex.b", None).settled
    with examining(queued, "ex.c") as unit:
        [task] = tasks(unit)
        seen = msgspec.json.encode(task).decode()
    assert not any(word in seen for word in ("ex.a", "ex.b", "SECRETTCN", "identification", "third"))
    assert conclude(queued, "ex.c", HOLDERS[1]).settled
    assert outcome(queued) == ("match", "FIN0000000001")


def test_three_views_identify_nobody(queued):
    for examiner, subject in (("ex.a", HOLDERS[0]), ("ex.b", HOLDERS[1]), ("ex.c", HOLDERS[2])):
        settled = conclude(queued, examiner, subject)
    assert settled == (True, None)
    assert outcome(queued) == ("no_match", None)


def test_nobody_concludes_twice_and_software_not_at_all(queued):
    conclude(queued, "ex.a", None)
    with examining(queued, "ex.a") as unit:
        assert tasks(unit) == []
        with pytest.raises(RefusedError, match="before"):
            examination.conclude(unit, CORRELATION, Verdict.EXCLUSION, None)
    with pytest.raises(RefusedError, match="named examiner"):
        queued.act("immigration", "system", examination.conclude, CORRELATION, Verdict.EXCLUSION, None)


@pytest.mark.parametrize("marks", [(), MARKS[:7], [MARKS[0]] * 8])
def test_an_identification_is_shown_by_marked_minutiae(queued, marks):
    with pytest.raises(UsageError, match="at least 8 marked"):
        conclude(queued, "ex.a", HOLDERS[0], marks=marks)
    with pytest.raises(UsageError, match="lies in no print"):
        conclude(queued, "ex.a", HOLDERS[0], marks=[Mark(11, (0, 0), (0, 0))])
    with pytest.raises(UsageError, match="not among"):
        queued.act("immigration", "ex.a", examination.conclude, CORRELATION, Verdict.IDENTIFICATION, "x", MARKS)


def test_tasks_show_no_context_and_orders_differ_between_examiners_but_stay(queued):
    orders = {}
    for examiner in [f"ex.{i}" for i in range(8)] * 2:
        with examining(queued, examiner) as unit:
            [task] = tasks(unit)
            shown = material(unit, task.name)
            seen = msgspec.json.encode([task, shown]).decode()
            assert not any(word in seen for word in (ORI, "SECRETTCN", "person:", "FIN", "9.5"))
            order = tuple(blind.letters(unit, CORRELATION, examiner, HOLDERS).values())
        assert orders.setdefault(examiner, order) == order
        assert sorted(order) == HOLDERS
    assert len(set(orders.values())) >= 6, "the order is another for nearly everybody"


def test_a_task_is_not_open_to_others(queued):
    with examining(queued, "ex.a") as unit:
        [task] = tasks(unit)
    with pytest.raises(UsageError, match="no task"), examining(queued, "ex.b") as unit:
        look(unit, task.name)


def test_proficiency_items_look_alike_measure_examiners_and_lead_to_no_message(agencies):
    filed = {"known:1": {2: b"a"}, "known:2": {2: b"b"}}
    for truth in ("known:1", None):
        agencies.act(
            "immigration", "quality.q", examination.add_proficiency_item, prints={2: b"p"}, filed=filed, truth=truth
        )
    said = {"ex.a": {"known:1": "known:2", "": None}, "ex.b": {"known:1": None, "": "known:1"}}
    for examiner, answers in said.items():
        with examining(agencies, examiner) as unit:
            for task in tasks(unit):
                row, _payload, holders = look(unit, task.name)
                subject = answers[unit.unseal(row.correlation, row.truth, str, context="truth")]
                letter = next((k for k, v in holders.items() if v == subject), None)
                verdict = Verdict.IDENTIFICATION if subject else Verdict.EXCLUSION
                conclude_by_letter(unit, task.name, verdict, letter, MARKS if subject else ())
    assert not agencies.rows("immigration", outbox)
    figures = agencies.act("immigration", "quality.q", examination.examination_figures)
    assert figures.closed == 0
    a, b = figures.examiners["ex.a"], figures.examiners["ex.b"]
    assert (a.proficiency, a.false_identifications, a.missed_identifications) == (2, 1, 0)
    assert (b.proficiency, b.false_identifications, b.missed_identifications) == (2, 1, 1)
    with pytest.raises(RefusedError):
        agencies.act("immigration", "system", examination.add_proficiency_item, prints={}, filed=filed, truth=None)


def test_figures_count_workload_and_agreement(queued):
    conclude(queued, "ex.a", HOLDERS[1])
    queued.clock.advance(60)
    conclude(queued, "ex.b", None)
    conclude(queued, "ex.c", HOLDERS[1])
    queue(queued, f"{ORI}:SECOND")
    with examining(queued, "ex.a") as unit:
        [task] = tasks(unit)
        look(unit, task.name)
    queued.clock.advance(90)
    conclude(queued, "ex.a", None)
    figures = queued.act("immigration", "quality.q", examination.examination_figures)
    assert (figures.waiting, figures.closed, figures.identified, figures.disagreements) == (1, 1, 1, 1)
    assert figures.agreement == 0.0
    assert figures.verdicts == {"identification": 2, "exclusion": 2, "inconclusive": 0, "not_suitable": 0}
    assert figures.examiners["ex.a"].concluded == 2
    assert figures.examiners["ex.a"].median_seconds == 45.0


def test_an_expunged_search_is_no_task(queued):
    with queued.immigration.unit(cause="x", actor="clerk") as unit:
        queued.immigration.vault.destroy(unit.connection, CORRELATION)
    with examining(queued, "ex.a") as unit:
        assert tasks(unit) == []
