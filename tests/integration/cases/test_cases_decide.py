"""An officer determines, another person confirms; what is missing is refused and changes nothing."""

from __future__ import annotations

import pytest
from case_agencies import ORI

from tenprint.cases import decision, evidence, research
from tenprint.cases.claim import claim
from tenprint.cases.research import Answer, Asked
from tenprint.cases.vocabulary import Action, Affirms, Basis, Determination, Outcome, Reason, Reliability
from tenprint.errors import RefusedError, TransitionError, UsageError
from tenprint.exchange.machines import REQUEST
from tenprint.exchange.tables import outbox

REMOVABLE = Determination.SUBJECT_TO_REMOVAL


def test_a_request_goes_out_only_after_officer_and_supervisor(agencies, number, propose, confirm):
    assert agencies.state(number) == "awaiting_officer"
    assert agencies.row(number).determination is None
    assert agencies.row(number).field_office == "Chicago"
    propose(number)
    agencies.run()
    assert agencies.jail(REQUEST, f"{number}/1") == "none"
    confirm(number)
    agencies.run()
    assert agencies.state(number) == "requested"
    assert agencies.jail(REQUEST, f"{number}/1") == "received"


def test_nobody_confirms_their_own_decision(agencies, number, propose, confirm):
    propose(number)
    with pytest.raises(RefusedError, match="own decision"):
        confirm(number, "officer.green")
    assert agencies.state(number) == "awaiting_supervisor"


@pytest.mark.parametrize("user", ["system", "", "  "])
def test_software_decides_nothing(agencies, number, propose, user):
    with pytest.raises(RefusedError, match=r"named person|nobody's name"):
        agencies.act("enforcement", user, decision.decide, number, REMOVABLE, Action.NO_ACTION, "So.")
    propose(number, Action.NO_ACTION)
    with pytest.raises(RefusedError, match=r"named person|nobody's name"):
        agencies.act("enforcement", user, decision.confirm, number, agree=True, grounds="So.")


@pytest.mark.parametrize("determination", [d for d in Determination if d is not REMOVABLE])
def test_a_request_follows_from_no_other_determination(agencies, number, propose, determination):
    with pytest.raises(RefusedError, match="does not follow"):
        propose(number, Action.DETAINER, determination)
    propose(number, Action.NO_ACTION, determination)
    assert agencies.row(number).determination == determination


def test_a_detainer_needs_a_basis_and_no_action_needs_nothing(agencies, number):
    with pytest.raises(RefusedError, match="legal basis"):
        agencies.act("enforcement", "o.g", decision.decide, number, REMOVABLE, Action.DETAINER, "So.")
    agencies.act(
        "enforcement",
        "o.g",
        decision.decide,
        number,
        Determination.UNDETERMINED,
        Action.NO_ACTION,
        "Two small children.",
        reasons=[Reason.FAMILY_OR_LONG_RESIDENCE],
    )
    assert agencies.row(number).reasons == "family_or_long_residence"


def test_a_decision_without_grounds_is_refused(agencies, number):
    with pytest.raises(UsageError, match="grounds"):
        agencies.act("enforcement", "o.g", decision.decide, number, REMOVABLE, Action.NO_ACTION, " ")


def test_a_request_needs_research_and_two_independent_items(agencies, propose):
    number = agencies.match(f"{ORI}:ONE", kinds=("apprehension",))
    with pytest.raises(RefusedError) as refused:
        propose(number)
    assert "1 independent affirmative" in str(refused.value)
    assert "no research" in str(refused.value)
    assert agencies.state(number) == "awaiting_officer"


def test_items_of_one_source_or_resting_on_another_count_once(agencies):
    number = agencies.match(f"{ORI}:ONE", kinds=("apprehension",))

    def add(source, reliability=Reliability.OFFICIAL_RECORD, affirms=Affirms.REMOVABILITY, rests_on=None, note="x"):
        return agencies.act(
            "enforcement",
            "o.g",
            evidence.add,
            number,
            source=source,
            kind="record",
            date="2009-01-01",
            affirms=affirms,
            reliability=reliability,
            detail={"note": note},
            rests_on=rests_on,
        )

    def count():
        return agencies.act("enforcement", "o.g", evidence.independent_affirmative, number)

    assert count() == 1
    add("Apprehension RECORD ")  # the same source, written in another way
    add("immigration court", affirms=Affirms.NOTHING, note="no record found")
    add("a neighbour", reliability=Reliability.STATEMENT)
    add("an anonymous letter", reliability=Reliability.UNVERIFIED)
    assert count() == 1
    first = next(i.digest for i in ledger(agencies, number) if i.kind == "apprehension")
    add("court, from the apprehension", rests_on=first)
    assert count() == 1
    add("immigration court")
    assert count() == 2


def ledger(agencies, number):
    return agencies.act("enforcement", "o.g", evidence.ledger, number, agencies.row(number).correlation)


def test_adding_the_same_item_again_changes_nothing(agencies, number):
    before = ledger(agencies, number)
    item = before[0]
    for _ in range(2):
        agencies.act(
            "enforcement",
            "system",
            evidence.add,
            number,
            source=item.source,
            kind=item.kind,
            date=item.date,
            affirms=item.affirms,
            reliability=item.reliability,
            detail=item.detail,
        )
    assert ledger(agencies, number) == before


@pytest.mark.parametrize("affirms", [Affirms.CITIZENSHIP, Affirms.LAWFUL_PRESENCE])
@pytest.mark.parametrize("reliability", list(Reliability))
def test_what_affirms_citizenship_blocks_a_request_until_another_person_addressed_it(
    agencies, number, propose, confirm, affirms, reliability
):
    agencies.act(
        "enforcement",
        "o.g",
        evidence.add,
        number,
        source="a letter",
        kind="letter",
        date="2010-01-01",
        affirms=affirms,
        reliability=reliability,
        detail={"note": "born here"},
    )
    item = ledger(agencies, number)[-1].number
    with pytest.raises(RefusedError, match="not addressed"):
        propose(number)
    agencies.act("enforcement", "supervisor.brown", evidence.address, number, item, "It is of another person.")
    propose(number)
    with pytest.raises(RefusedError, match="not addressed by another"):
        confirm(number, "supervisor.brown")
    confirm(number, "supervisor.white")
    assert agencies.state(number) == "requested"


def test_evidence_that_comes_after_the_proposal_stops_the_confirmation(agencies, number, propose, confirm):
    propose(number)
    agencies.act(
        "enforcement",
        "o.g",
        evidence.add,
        number,
        source="passport office",
        kind="passport",
        date="2010-01-01",
        affirms=Affirms.CITIZENSHIP,
        reliability=Reliability.OFFICIAL_DOCUMENT,
        detail={},
    )
    with pytest.raises(RefusedError, match="citizenship"):
        confirm(number)
    assert agencies.state(number) == "awaiting_supervisor"
    assert not agencies.rows("enforcement", outbox, outbox.c.type == "detainer")


def test_research_is_attached_once_linked_and_says_its_gaps(agencies):
    number = agencies.match(f"{ORI}:TWO")
    asked = [Asked("immigration court", Answer.NO_RECORD), Asked("passport records", Answer.NOT_AVAILABLE)]
    first = agencies.act("enforcement", "t.a", research.attach, number, asked, "First.")
    gaps = research.completeness(asked)
    assert (gaps.answered, gaps.wanted) == (1, 7)
    assert "passport records" in gaps.missing
    second = agencies.act("enforcement", "t.b", research.attach, number, asked, "More.", reused_from=first)
    contents = agencies.act("enforcement", "o.g", research.attached, number)
    assert [c.digest() for c in contents] == [first, second]
    assert contents[1].previous == first
    assert set(contents[0].evidence) == {i.digest for i in ledger(agencies, number)}
    with pytest.raises(UsageError, match="no research"):
        agencies.act("enforcement", "t.b", research.attach, number, asked, "x", reused_from="0" * 64)
    with pytest.raises(RefusedError, match="technician"):
        agencies.act("enforcement", "system", research.attach, number, asked, "x")
    agencies.run()
    assert agencies.row(number).determination is None, "research determines nothing"


def test_a_returned_case_goes_back_to_the_officer(agencies, number, propose):
    propose(number)
    agencies.act("enforcement", "s.b", decision.confirm, number, agree=False, grounds="Look again.")
    assert agencies.state(number) == "awaiting_officer"


def test_an_outcome_closes_and_late_answers_revive_nothing(agencies, number, propose, confirm):
    propose(number)
    confirm(number)
    agencies.run()
    agencies.act("enforcement", "o.g", decision.record_outcome, number, Outcome.RELEASED, "")
    assert agencies.state(number) == "closed"
    agencies.match(f"{ORI}:BOOKING1X")
    for act in (
        lambda: decide_again(agencies, number),
        lambda: agencies.act("enforcement", "s.b", decision.confirm, number, agree=True, grounds="x"),
        lambda: agencies.act("enforcement", "o.g", decision.cancel, number, "x"),
    ):
        with pytest.raises(TransitionError):
            act()
    row = agencies.row(number)
    agencies.act(
        "enforcement",
        "hotline",
        claim,
        row.correlation,
        ori=ORI,
        county="29510",
        channel="hotline",
    )
    agencies.run()
    assert agencies.state(number) == "closed"


def decide_again(agencies, number):
    agencies.act(
        "enforcement",
        "o.g",
        decision.decide,
        number,
        REMOVABLE,
        Action.DETAINER,
        "x",
        basis=Basis.REMOVAL_ORDER,
    )


def test_a_charge_is_no_ground_for_a_level(agencies):
    plain = agencies.match(f"{ORI}:A", convictions=(), charges=())
    charged = agencies.match(f"{ORI}:B", convictions=(), charges=("MURDER", "RAPE", "KIDNAPPING"))
    assert agencies.row(plain).level == agencies.row(charged).level == "NO_CONVICTION"
    assert not agencies.row(plain).charge_known
    assert agencies.row(charged).charge_known
