"""What the repositories knew before the demo's first booking: arrests with prints, encounters with prints."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import select

from tenprint.agency.criminal import records as criminal
from tenprint.agency.criminal.agency import CriminalAgency
from tenprint.agency.criminal.tables import criminal_encounter
from tenprint.agency.enrolments import enrolment
from tenprint.agency.immigration import records as immigration
from tenprint.agency.immigration.agency import ImmigrationAgency
from tenprint.agency.immigration.tables import immigration_encounter
from tenprint.agency.masterfile import pack
from tenprint.exchange.messages import Encounter
from tenprint.exchange.unit import Unit
from tenprint.fingerprint.extraction import extract
from tenprint.simulate.gallery import generate
from tenprint.simulate.population import Charge, History, Outcome, Person, agencies, person
from tenprint.simulate.prints import Impression
from tenprint.simulate.world.parameters import DEMO, DemoParameters
from tenprint.simulate.world.render import occasion_seed, ten_prints

DISTRACTOR_SEED = 2010
DISTRACTORS_AT_ONCE = 100
DISTRACTOR_DATE = "20050105"
FIRST_DISTRACTOR = 5_000_000  # their numbers in the population, apart from everybody who is booked
LOADER = "loader"  # the actor in the audit log of what was on file before
# Kinds of encounter by which their source affirms something about status; the others only say that somebody was seen.
AFFIRMING_KINDS = frozenset({"apprehension", "removal", "naturalisation", "immigrant_visa"})


def load(
    people: Iterable[tuple[Person, History]],
    criminal_agency: CriminalAgency,
    immigration_agency: ImmigrationAgency,
    *,
    parameters: DemoParameters = DEMO,
    progress: Callable[[], None] = lambda: None,
) -> None:
    """Put everybody's records on file. What is there already is left as it is, so that it can be resumed."""
    _load_distractors(criminal_agency, parameters)
    _load_distractors(immigration_agency, parameters)
    for who, history in people:
        if history.arrests:
            _load_criminal(criminal_agency, who, history, parameters)
        if history.encounters:
            _load_immigration(immigration_agency, who, history, parameters)
        progress()
    criminal_agency.masterfile.catch_up()
    immigration_agency.masterfile.catch_up()


def _load_distractors(agency: CriminalAgency | ImmigrationAgency, parameters: DemoParameters) -> None:
    """Enrol people who are never booked, so that a search can be wrong; templates only, other ones in each file."""
    first = 0 if isinstance(agency, CriminalAgency) else parameters.distractors
    columns = generate(first, parameters.distractors, DISTRACTOR_SEED, kind="rolled")
    for start in range(first, first + parameters.distractors, DISTRACTORS_AT_ONCE):
        with agency.unit(cause=f"distractors:{start}", actor=LOADER) as unit:
            known = select(enrolment.c.sequence).where(enrolment.c.holder == f"distractor:{start}")
            if unit.connection.scalar(known) is not None:
                continue
            for number in range(start, min(start + DISTRACTORS_AT_ONCE, first + parameters.distractors)):
                _distractor_record(unit, agency, number)
                agency.masterfile.enrol(unit.connection, f"distractor:{number}", pack(columns.fingers(number)))


def _distractor_record(unit: Unit, agency: CriminalAgency | ImmigrationAgency, number: int) -> None:
    who = person(DISTRACTOR_SEED, FIRST_DISTRACTOR + number)
    if isinstance(agency, CriminalAgency):
        record = criminal.Arrest(
            who.name, f"{who.born:%Y%m%d}", who.sex, who.birthplace, DISTRACTOR_DATE, agencies()[number].ori, []
        )
        criminal.add_encounter(unit, f"distractor:{number}", criminal.new_subject(unit), record)
        return
    entry = Encounter(
        number=f"D{number:010d}",
        date=f"{DISTRACTOR_DATE[:4]}-{DISTRACTOR_DATE[4:6]}-{DISTRACTOR_DATE[6:]}",
        kind="border_inspection",
        source="border_inspection record",
        claimed_name=who.name,
        claimed_citizenship=who.birthplace,
        affirmative=False,
    )
    immigration.add_encounter(unit, f"distractor:{number}", f"FIN{number:010d}", entry)


def _load_criminal(agency: CriminalAgency, person: Person, history: History, parameters: DemoParameters) -> None:
    """One subject; the last arrest with prints, the earlier ones as records."""
    last = f"person:{person.index}:arrest:{len(history.arrests)}"
    with agency.database.read() as connection:
        where = criminal_encounter.c.holder == last
        if connection.scalar(select(criminal_encounter.c.holder).where(where)) is not None:
            return
    templates = templates_of(ten_prints_on_file(person, "arrest", parameters))
    with agency.unit(cause=last, actor=LOADER) as unit:
        fbi_number = criminal.new_subject(unit)
        for number, arrest in enumerate(history.arrests, 1):
            charges = [
                criminal.Charge(
                    offence=charge.offence,
                    literal=charge.offence or "UNKNOWN",
                    disposition=_disposition(charge) if charge.recorded else None,
                )
                for charge in arrest.charges
            ]
            record = criminal.Arrest(
                name=arrest.name,
                date_of_birth=f"{person.born:%Y%m%d}",
                sex=person.sex,
                place_of_birth=person.birthplace,
                date=f"{arrest.date:%Y%m%d}",
                ori=arrest.ori,
                charges=charges,
            )
            criminal.add_encounter(unit, f"person:{person.index}:arrest:{number}", fbi_number, record)
        agency.masterfile.enrol(unit.connection, last, templates)


def _disposition(charge: Charge) -> criminal.Disposition:
    convicted = charge.outcome is Outcome.CONVICTED
    return criminal.Disposition(
        outcome=str(charge.outcome),
        date=charge.decided,
        severity=charge.severity if convicted else None,
        sentence_days=charge.sentence_days if convicted else 0,
    )


def _load_immigration(agency: ImmigrationAgency, person: Person, history: History, parameters: DemoParameters) -> None:
    """One subject; the last encounter with prints."""
    last = f"person:{person.index}:encounter:{len(history.encounters)}"
    with agency.database.read() as connection:
        where = immigration_encounter.c.holder == last
        if connection.scalar(select(immigration_encounter.c.holder).where(where)) is not None:
            return
    templates = templates_of(ten_prints_on_file(person, "encounter", parameters))
    with agency.unit(cause=last, actor=LOADER) as unit:
        for number, entry in enumerate(history.encounters, 1):
            record = Encounter(
                number=f"E{person.index:08d}{number:02d}",
                date=entry.date.isoformat(),
                kind=entry.kind,
                source=f"{entry.kind} record",
                claimed_name=entry.name,
                claimed_citizenship=entry.birthplace,
                affirmative=entry.kind in AFFIRMING_KINDS,
            )
            immigration.add_encounter(unit, f"person:{person.index}:encounter:{number}", entry.fin, record)
        agency.masterfile.enrol(unit.connection, last, templates)


def ten_prints_on_file(person: Person, occasion: str, parameters: DemoParameters) -> dict[int, Impression]:
    """Return the impressions that were taken on an earlier occasion."""
    seed = occasion_seed(person.print_seed, occasion)
    return ten_prints(person, seed, kind="rolled", difficulty=parameters.difficulty, missing=person.missing_fingers)


def templates_of(prints: dict[int, Impression]) -> dict[int, bytes]:
    """Return compact templates, extracted from the images as an agency would."""
    return pack({p: extract(one.pixels, one.ppi, position=p, impression=1) for p, one in prints.items()})
