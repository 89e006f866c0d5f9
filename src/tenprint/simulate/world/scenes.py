"""What a console is shown beside the demo: items for examiners, a reject, a dead letter. Made once; then they stand."""

from __future__ import annotations

from sqlalchemy import func, select

from tenprint import imaging, transaction
from tenprint.accountability.ledger import redress_request
from tenprint.accountability.letters import letter
from tenprint.accountability.session import Session
from tenprint.agency.base import Agency
from tenprint.agency.booking.submit import submit
from tenprint.agency.criminal.tables import criminal_encounter
from tenprint.agency.keeping.letters import PUBLIC, Content, Kind, receive
from tenprint.agency.keeping.redress import Wanted, request_amendment
from tenprint.agency.masterfile import pack
from tenprint.cases.adjudication import Mark, Verdict, adjudication, conclude
from tenprint.cases.adjudication.proficiency import add_proficiency_item
from tenprint.exchange.messages import Submission
from tenprint.fingerprint.extraction import extract
from tenprint.fingerprint.template import Template
from tenprint.runtime.embedded import Embedded
from tenprint.simulate.prints import impression, master
from tenprint.simulate.world.plan import Plan
from tenprint.simulate.world.transactions import car

MANAGER = "quality.moss"
OFFICER = "booking.reyes"
TAKER = "redress.cruz"
LETTERS = (
    (Kind.ACCESS, "EXAMPLE,ROSA", "I was booked in St. Louis last week. What do you hold about me, and who was told?"),
    (Kind.CITIZENSHIP, "EXAMPLE,LUIS", "I was born in El Paso. I have been a citizen of this country all my life."),
    (Kind.COMPLAINT, "EXAMPLE,ANN", "My brother was kept two days longer than the judge said. Nobody said why."),
)
FINGERS = (2, 3)  # of an item
FIRST_SEED = 900_001
SETTLE_SECONDS = 120.0
EXAMINERS = ("examiner.adams", "examiner.baker", "examiner.clark")
MARKS = 12  # pairs of minutiae that an examiner of the play marks; a script, no examination
_YES, _NO, _OPEN = Verdict.IDENTIFICATION, Verdict.EXCLUSION, Verdict.INCONCLUSIVE
CONCLUDED = ((_YES, _YES), (_NO, _NO), (_YES, _NO, _YES), (_NO, _OPEN))  # by item: what each examiner said


def play(world: Embedded, plan: Plan) -> None:
    """Make the scenes that are not there yet; the workers run."""
    for agency in (world.criminal, world.immigration):
        with agency.database.read() as connection:
            known = connection.scalar(select(func.count()).where(adjudication.c.kind == "proficiency"))
        if not known:
            _items(agency)
            _concluded(agency)
    _letters(world.enforcement)
    _wish(world.criminal, plan)
    _reject_and_dead_letter(world, plan)


def _letters(agency: Agency) -> None:
    """Letters of the public that wait for an answer; none names a case, so none stops one."""
    with agency.database.read() as connection:
        if connection.scalar(select(func.count()).select_from(letter)):
            return
    for kind, name, text in LETTERS:
        with agency.unit(cause=f"letter:{name}", actor=PUBLIC) as unit:
            receive(unit, kind, Content(name, "", "", text, ""))


def _wish(agency: Agency, plan: Plan) -> None:
    """A wish for a correction that another person than its taker decides on."""
    with agency.database.read() as connection:
        if connection.scalar(select(func.count()).select_from(redress_request)):
            return
    session = _at_work(TAKER, "redress_officer", agency, "redress")
    with agency.act(session, cause="wish") as unit:
        holder = unit.connection.scalar(
            select(criminal_encounter.c.holder).where(criminal_encounter.c.holder == plan.correlation(plan.bookings[0]))
        )
        if holder is not None:
            request_amendment(unit, holder, "name", Wanted("SAMPLE,CORRECTED", "My name was written down wrongly."))


def _items(agency: Agency) -> None:
    """Queue an item with the same person among the candidates, and one without."""
    for number, same in enumerate((True, False)):
        seed = FIRST_SEED + 10 * number + (500 if agency.role == "immigration" else 0)
        prints, images = _taken(seed, 1)
        names = [seed + 1, seed + 2] if not same else [seed, seed + 1]
        filed = {f"item:{name}": _taken(name, 2) for name in names}
        with agency.act(_at_work(MANAGER, "quality_manager", agency), cause=f"item:{seed}") as unit:
            add_proficiency_item(
                unit,
                prints=pack(prints),
                images=images,
                filed={name: pack(taken) for name, (taken, _) in filed.items()},
                filed_images={name: pictures for name, (_, pictures) in filed.items()},
                truth=f"item:{seed}" if same else None,
            )


def _concluded(agency: Agency) -> None:
    """Queue items of known truth that simulated examiners have concluded on; on one of them they differ."""
    seed = FIRST_SEED + 5000 + (500 if agency.role == "immigration" else 0)
    prints, _ = _taken(seed, 1)
    filed = {f"item:{name}": pack(_taken(name, 2)[0]) for name in (seed, seed + 1)}
    marks = [Mark(FINGERS[0], (10.0 * i, 10.0), (10.0 * i, 12.0)) for i in range(1, MARKS + 1)]
    for number, verdicts in enumerate(CONCLUDED):
        same, other = f"item:{seed}", f"item:{seed + 1}"
        truth = same if number % 2 == 0 else None
        manager = _at_work(MANAGER, "quality_manager", agency)
        with agency.act(manager, cause=f"item:{seed}:{number}") as unit:
            held = filed if truth else {other: filed[other]}
            item = add_proficiency_item(unit, prints=pack(prints), filed=held, truth=truth)
        for examiner, verdict in zip(EXAMINERS, verdicts, strict=False):
            session = _at_work(examiner, "examiner", agency)
            with agency.act(session, cause=f"conclude:{examiner}:{number}:{seed}") as unit:
                named = same if verdict is Verdict.IDENTIFICATION else None
                conclude(unit, item, verdict, named, marks if named else [])


def _at_work(user: str, role: str, agency: Agency, purpose: str = "examination") -> Session:
    return Session(user=user, roles=frozenset({role}), agency=agency.name, purpose=purpose, where="play")


def _taken(seed: int, occasion: int) -> tuple[dict[int, Template], dict[int, bytes]]:
    templates, images = {}, {}
    for finger in FINGERS:
        taken = impression(master(seed, finger=finger), seed * 7 + occasion, kind="rolled", difficulty="good")
        templates[finger] = extract(taken.pixels, 500.0, position=finger, impression=1)
        images[finger] = imaging.encode_wsq(taken.pixels, 500)
    return templates, images


def _reject_and_dead_letter(world: Embedded, plan: Plan) -> None:
    booking = plan.bookings[0]
    data = car(plan.seed, booking, parameters=plan.parameters)
    faulty = transaction.read(data)
    del faulty["2.047"]
    twice = faulty.to_bytes()
    faulty["1.009"] = f"{faulty.tcn[:-1]}R"
    if not submit(world.booking, faulty.to_bytes(), user=OFFICER).new:
        return
    with world.booking.unit(cause="scene:same-tcn", actor="system") as unit:
        correlation = plan.correlation(booking)
        unit.send("submission", "state", Submission(twice), correlation=correlation, purpose="criminal")
    world.settle(SETTLE_SECONDS)
