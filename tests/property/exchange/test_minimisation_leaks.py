"""Nobody is told more than the table below says: a person's data are markers, looked for in every byte that leaves.

The table is written down here once more, by receiver and message, so that the program's own table cannot be widened, or
cut, without a word. What was sent before it was cut is kept, and cut again with each row and each field of the
program's table taken out or put in: this test notices every one of them.
"""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import json
import logging
import re
from functools import cache

import msgspec
import pytest
from booked_agencies import Booked, bytes_in, name_of, person_bytes
from case_agencies import ORI
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import generate_latest

from tenprint import transaction
from tenprint.accountability.audit import audit
from tenprint.accountability.disclosure import disclosure
from tenprint.agency.booking import custody
from tenprint.agency.booking.requests import pass_claim_on, serve
from tenprint.agency.booking.submit import submit
from tenprint.agency.booking.tables import booking_answer
from tenprint.agency.criminal import records
from tenprint.agency.immigration.records import add_encounter
from tenprint.agency.keeping.expunge import expunge_bookings
from tenprint.agency.keeping.identity import merge
from tenprint.agency.masterfile import pack
from tenprint.cases import decision, research
from tenprint.cases.opening import case_number
from tenprint.cases.research import Answer, Asked
from tenprint.cases.rules import case_rules
from tenprint.cases.vocabulary import Action, Basis, Determination
from tenprint.errors import RefusedError
from tenprint.exchange import messages, minimisation, telemetry, unit
from tenprint.exchange.envelope import decode, decode_signed
from tenprint.exchange.messages import Correction, Encounter
from tenprint.exchange.minimisation import RECEIVES, minimise
from tenprint.exchange.transports.memory import MemoryTransport
from tenprint.policy import Conviction, Severity
from tenprint.runtime import logs, tracing
from tenprint.transaction.build.prints import Photo, add_photos
from tenprint.transaction.layouts import code_table, record_layout

TCN = "TCN0000000001"
SHORTEST = 6  # characters of a marker; what is shorter is found by chance


def value_of(number, layout):
    """A value that is nowhere else, of the size and the characters that the field has."""
    item = layout.items[0] if layout.items else layout
    if item.codes:
        return next(iter(code_table(item.codes)))
    low, high = item.size
    digits = f"{number:03d}"
    letters = "".join("ABCDEFGHIJ"[int(digit)] for digit in digits)
    text = {"N": f"97{digits}31", "A": f"ZQ{letters}XW"}.get(item.characters, f"ZQ{digits}XW")
    return text.ljust(low, "9" if item.characters == "N" else "Q")[:high]


FIELDS = {n: value_of(n, layout) for n, layout in record_layout(2).items() if n > 3}  # 1 to 3 are the record's own
FIELDS |= {18: name_of(1), 22: "19630217", 70: "Y", 73: ORI, 5: "Y"}  # what must be as it is; 18 and 22 are markers too
NO_MARKER = {70, 73, 5} | {n for n, text in FIELDS.items() if len(text) < SHORTEST}
PHOTO = b"QJPHOTOGRAPH" * 4
MARKERS = {f"request.{n}": text.encode() for n, text in FIELDS.items() if n not in NO_MARKER}
MARKERS |= {
    "request.image": person_bytes(1),
    "request.photo": PHOTO,
    "arrest.name": b"QJFORMER,NAME",
    "arrest.birth": b"19610203",
    "arrest.charge": b"QJFORMERCHARGE",
    "arrest.date": b"20030501",
    "arrest.convicted": b"2003-11-13",
    "encounter.number": b"QJENCOUNTER1",
    "encounter.source": b"QJSOURCE OF IT",
    "encounter.name": b"QJCLAIMED,NAME",
    "encounter.citizenship": b"QJCITIZENSHIP",
    "reference": b"FIN0000000001",
    "case.note": b"QJRESEARCH NOTE",
    "case.source_note": b"QJNOTE OF A SOURCE",
    "case.grounds": b"QJGROUNDS",
    "case.agreed": b"QJAGREED",
    "case.cancelled": b"QJCANCELLED BECAUSE",
    "claim.statement": b"QJBORN IN A TOWN",
    "order.authority": b"QJCOURT 7/2010",
}
assert all(len(marker) >= SHORTEST for marker in MARKERS.values())
OWN = {name for name in MARKERS if name.startswith("request.")}
ENCOUNTER = {name for name in MARKERS if name.startswith("encounter.")}
# receiver, message -> (what it may have, what of it must arrive); what is not here has nothing of a person.
TOLD = {
    ("state", "submission"): (OWN, OWN),
    ("criminal", "submission"): (OWN, OWN),
    ("immigration", "identify_request"): ({"request.image"}, {"request.image"}),
    ("criminal", "identify_answer"): ({"reference"}, {"reference"}),
    ("enforcement", "match_notice"): (ENCOUNTER | {"reference"}, ENCOUNTER | {"reference"}),
    ("enforcement", "iaq"): (
        {"request.18", "request.22", "request.15", "request.47", "arrest.charge"} | {"arrest.convicted", "reference"},
        {"request.18", "request.22", "request.15", "arrest.convicted", "reference"},
    ),
    ("state", "answer"): (OWN | {"arrest.name", "arrest.charge", "arrest.date", "arrest.convicted"}, {"arrest.charge"}),
    ("booking", "answer"): (
        OWN | {"arrest.name", "arrest.charge", "arrest.date", "arrest.convicted"},
        {"arrest.charge"},
    ),
    ("booking", "detainer_cancellation"): ({"case.cancelled"}, {"case.cancelled"}),
    ("enforcement", "citizenship_claim"): ({"claim.statement"}, {"claim.statement"}),
    ("enforcement", "correction"): (ENCOUNTER | {"arrest.convicted"}, {"arrest.convicted"}),
    **{(role, "expunge"): ({"order.authority"}, {"order.authority"}) for role in RECEIVES},
}
# Messages that the story below does not bring about: nobody sends them here, or the program has no sender of them yet.
NOT_SENT = {
    ("criminal", "search"), ("criminal", "adjudicated"), ("immigration", "adjudicated"), ("booking", "combined_answer"),
    ("criminal", "correction"), ("criminal", "expunge"),
}  # fmt: skip


class Sent(msgspec.Struct):
    """What an agency was about to send, before it was cut."""

    kind: str
    role: str
    purpose: str
    body: msgspec.Struct


class Listening(MemoryTransport):
    """Keeps every byte that goes from one agency to another."""

    def __init__(self):
        super().__init__()
        self.heard = []

    def deliver(self, receiver, data):
        self._hear(receiver, data)
        super().deliver(receiver, data)

    def _hear(self, receiver, data):
        envelope = decode(decode_signed(data).envelope)
        self.heard.append((receiver, envelope.type, envelope.purpose, data))


@dataclasses.dataclass
class Story:
    """What was to be heard and seen of one story."""

    heard: list
    before: list
    logged: str
    spans: list
    metrics: bytes
    audits: str
    stored: dict
    disclosed: list


@pytest.fixture(autouse=True)
def _table_as_it_is():
    """What was read of a changed table is forgotten."""
    yield
    minimisation._left_out.cache_clear()


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """A person with a history and encounters is booked with every field there is, and all follows that can follow."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("story") / "world"
        lines, spans = _watched(patch)
        Booked.patch(patch)
        before = []

        def cut(kind, role, purpose, body):
            before.append(Sent(kind, role, purpose, body))
            return minimise(kind, role, purpose, body)

        patch.setattr(unit, "minimise", cut)
        agencies = Booked(folder)
        transport = Listening()
        for role, agency in agencies.agencies.items():
            agency.transport = transport
            transport.connect(role, agency.receive)
        _breaks_once(patch, agencies)
        _all_that_can_follow(agencies)
        audits, disclosed = [], []
        for agency in agencies.agencies.values():
            with agency.database.read() as connection:
                audits += [str(row) for row in connection.execute(audit.select())]
                disclosed += [(row.recipient, row.type, row.fields) for row in connection.execute(disclosure.select())]
        agencies.close()
        stored = {role: bytes_in(folder / role) for role in agencies.agencies}
        yield Story(
            transport.heard, before, "\n".join(lines), spans.get_finished_spans(), generate_latest(),
            "\n".join(audits), stored, disclosed,
        )  # fmt: skip


def _watched(patch):
    """Have logs as a process writes them, and traces, kept here."""
    lines, spans = [], InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    patch.setattr(telemetry, "_tracer", provider.get_tracer("tenprint"))
    import structlog

    usual = structlog.get_config()
    logs.configure(json=True, level=logging.DEBUG)

    class Lines:
        def msg(self, text):
            lines.append(str(text))

        log = debug = info = warn = warning = error = critical = exception = fatal = msg

    structlog.configure(logger_factory=lambda *_: Lines())
    patch.setattr(structlog._config, "_put_back", usual, raising=False)
    return lines, spans


def _breaks_once(patch, agencies):
    """Two steps fail the first time, with words that hold all that they were about."""
    from tenprint.agency.criminal import search as step

    found = step.search_many
    broken = []

    def breaks(file, searches, bands):
        if not broken:
            broken.append(True)
            raise ValueError(f"cannot search {name_of(1)} {FIELDS[20]}")
        return found(file, searches, bands)

    patch.setattr(step, "search_many", breaks)


def _all_that_can_follow(agencies):
    history(agencies)
    correlation = submit(agencies.booking, filled(agencies), user="officer.booking").correlation
    run_with_time(agencies)
    assert [row.kind for row in agencies.rows("booking", booking_answer)] == ["SRE"]
    number = case_number(correlation)
    asked = [Asked(source, Answer.NO_RECORD, "QJNOTE OF A SOURCE") for source in case_rules().research.sources]
    agencies.act("enforcement", "tech.ames", research.attach, number, asked, "QJRESEARCH NOTE")
    agencies.run()
    request_and_cancel(agencies, correlation, number)
    other, _ = agencies.file_arrest(9)
    with agencies.criminal.database.read() as connection:
        known = connection.scalar(
            records.criminal_encounter.select()
            .with_only_columns(records.criminal_encounter.c.fbi_number)
            .where(records.criminal_encounter.c.holder == "person:1:arrest:1")
        )
    agencies.act("criminal", "clerk.roe", merge, known, other)
    agencies.run()
    agencies.act("criminal", "clerk.roe", expunge_bookings, [correlation], "QJCOURT 7/2010")
    agencies.run()
    for tcn, change in (("TCN0000000002", {"1.004": "FAUF"}), ("TCN0000000003", {"1.004": "TPIS"})):
        parsed = transaction.read(filled(agencies, tcn))
        for field, value in change.items():
            parsed[field] = value
        submit(agencies.booking, parsed.to_bytes(), user="officer.booking")
        agencies.run()


def history(agencies):
    """One earlier arrest with a conviction, and one encounter, each datum of them a marker."""
    with agencies.criminal.unit(cause="arrest", actor="loader") as opened:
        end = records.Disposition("convicted", dt.date(2003, 11, 13), Severity.FELONY, 4711)
        charge = records.Charge("2202", "QJFORMERCHARGE", end)
        arrest = records.Arrest("QJFORMER,NAME", "19610203", "M", "YY", "20030501", ORI, [charge])
        records.add_encounter(opened, "person:1:arrest:1", records.new_subject(opened), arrest)
        agencies.criminal.masterfile.enrol(opened.connection, "person:1:arrest:1", pack(prints(1)))
    with agencies.immigration.unit(cause="encounter", actor="loader") as opened:
        for number, kind in enumerate(("apprehension", "removal")):
            entry = Encounter(
                f"QJENCOUNTER1{number}", f"200{number}-01-01", kind, f"QJSOURCE OF IT {number}", "QJCLAIMED,NAME",
                "QJCITIZENSHIP", True,
            )  # fmt: skip
            add_encounter(opened, f"person:1:encounter:{number}", "FIN0000000001", entry)
        agencies.immigration.masterfile.enrol(opened.connection, "person:1:encounter:0", pack(prints(1)))


def prints(person):
    from booked_agencies import prints_of

    return prints_of(person)


def filled(agencies, tcn=TCN):
    """A submission with every field of Type-2 that the tables know, an image and a photograph."""
    parsed = transaction.read(agencies.car(1, tcn))
    for number, text in FIELDS.items():
        parsed[f"2.{number:03d}"] = text
    add_photos(parsed, [Photo(PHOTO, 8, 8)])
    return parsed.to_bytes()


def run_with_time(agencies):
    """Let everything travel, also what is tried again."""
    for _ in range(20):
        for agency in agencies.agencies.values():
            while agency.step() or agency.deliver():
                pass
        agencies.clock.advance(30)
    agencies.no_dead_letters()


def request_and_cancel(agencies, correlation, number):
    """A detainer, served; custody events; a claim; the request is cancelled."""
    from tenprint.agency.booking.tables import booking_request
    from tenprint.agency.chores import do_chores

    decided = ("enforcement", "officer.green", decision.decide, number, Determination.SUBJECT_TO_REMOVAL)
    agencies.act(*decided, Action.DETAINER, "QJGROUNDS", basis=Basis.REMOVAL_ORDER)
    agencies.act("enforcement", "supervisor.brown", decision.confirm, number, agree=True, grounds="QJAGREED")
    agencies.run()
    [request] = agencies.rows("booking", booking_request)
    agencies.act("booking", "clerk.cole", serve, request.request)
    for event in ("book", "plan_release", "begin_hold"):
        agencies.act("booking", "clerk.cole", custody.record, correlation, event)
    agencies.run()
    agencies.clock.advance(50 * 3600)
    for agency in agencies.agencies.values():
        do_chores(agency)
    agencies.run()
    agencies.act("enforcement", "officer.green", decision.cancel, number, "QJCANCELLED BECAUSE")
    agencies.run()
    agencies.act("booking", "clerk.cole", pass_claim_on, correlation, "person", "QJBORN IN A TOWN")
    agencies.run()


@cache
def variants(marker):
    """A marker as it stands, and as it would stand encoded."""
    text = marker.decode("latin-1")
    found = {marker, marker.hex().encode(), marker.hex().upper().encode(), marker.lower()}
    found |= {text.encode("utf-16-le"), text.encode("utf-16-be"), marker.title()}
    for shift in range(3):  # Base64 of what it stands in: whole groups of three bytes, whatever came before
        whole = marker[(3 - shift) % 3 :]
        found.add(base64.b64encode(whole[: len(whole) // 3 * 3]))
    return frozenset(found)


def marks(data):
    """Which markers lie in these bytes, in whatever form."""
    return {name for name, marker in MARKERS.items() if any(form in data for form in variants(marker))}


def violations(heard):
    """What was told too much, and what did not arrive; `heard` has (receiver's role, kind, purpose, bytes)."""
    found, arrived = [], {}
    for role, kind, purpose, data in heard:
        seen = marks(data)
        may, _ = TOLD.get((role, kind), (set(), set()))
        arrived.setdefault((role, kind), set()).update(seen)
        if too_much := seen - may:
            found.append(f"{role} was told in {kind} for {purpose}: {sorted(too_much)}")
        if role in ("immigration", "enforcement") and purpose != "criminal":
            found.append(f"{role} was told something for {purpose}: {kind}")
    for role, kinds in RECEIVES_AS_IT_IS.items():
        for kind in kinds:
            if (role, kind) in NOT_SENT:
                continue
            if (role, kind) not in arrived:
                found.append(f"{role} was not told: {kind}")
            elif missing := TOLD.get((role, kind), (set(), set()))[1] - arrived[role, kind]:
                found.append(f"{role} was not told in {kind}: {sorted(missing)}")
    return found


RECEIVES_AS_IT_IS = {role: dict(kinds) for role, kinds in RECEIVES.items()}


def cut_again(before):
    """What would be heard with the program's table as it is now."""
    minimisation._left_out.cache_clear()
    heard = []
    for one in before:
        try:
            body = minimise(one.kind, one.role, one.purpose, one.body)
        except RefusedError:
            continue
        heard.append((one.role, one.kind, one.purpose, msgspec.msgpack.encode(body)))
    return heard


def test_nobody_is_told_more_or_less_than_the_table_says(story):
    assert violations(story.heard) == []


def test_the_markers_are_there_to_be_found(story):
    """Otherwise the others would pass by chance: everything was in what the booking agency sent."""
    [submission, *_] = [data for role, kind, _, data in story.heard if (role, kind) == ("state", "submission")]
    assert marks(submission) == OWN
    assert len(OWN) > 40
    told = set().union(*(marks(data) for *_, data in story.heard))
    assert set(MARKERS) - told == {"case.note", "case.grounds", "case.agreed", "case.source_note", "arrest.birth"}, (
        "what an agency keeps to itself"
    )


def test_the_accounting_of_disclosures_names_what_was_told_and_no_more(story):
    told = {(recipient, kind): set(fields.split(",")) for recipient, kind, fields in story.disclosed}
    assert ("immigration", "identify_request") in told
    assert ("booking", "correction") in told
    for (role, kind), fields in told.items():
        assert fields == RECEIVES_AS_IT_IS[role][kind], (role, kind)


def test_other_purposes_reach_neither_immigration_nor_enforcement(story):
    others = [(role, kind) for role, kind, purpose, _ in story.heard if purpose != "criminal"]
    assert ("criminal", "submission") in others
    assert {role for role, _ in others} <= {"state", "criminal", "booking"}


def test_logs_hold_nothing_of_a_person(story):
    assert "will be tried again" in story.logged, "a step failed with a person's data in its words"
    assert "ValueError" in story.logged
    assert marks(story.logged.encode()) <= {"order.authority"}, story.logged[:2000]


def test_traces_hold_nothing_of_a_person(story):
    assert len(story.spans) > 20
    text = json.dumps(tracing.encode(story.spans)) + "".join(span.to_json() for span in story.spans)
    assert re.search("criminal submission", text)
    assert marks(text.encode()) == set()


def test_metrics_hold_nothing_of_a_person(story):
    assert b"tenprint_messages_handled_total" in story.metrics
    assert marks(story.metrics) == set()


def test_audit_entries_hold_nothing_of_a_person(story):
    assert "message:submission" in story.audits
    assert marks(story.audits.encode()) <= {"reference"}


def test_no_agencys_files_hold_plainly_what_it_was_told(story):
    """All that is a person's is sealed, under their own key; numbers, ORIs and the day of an arrest find it again."""
    for role, data in story.stored.items():
        plain = {name for name, marker in MARKERS.items() if marker in data}
        assert plain <= {"reference", "order.authority", "arrest.date"}, role


ROWS = [(role, kind) for role, kinds in RECEIVES_AS_IT_IS.items() for kind in kinds if (role, kind) not in NOT_SENT]


@pytest.mark.parametrize(("role", "kind"), ROWS)
def test_a_row_that_is_missing_is_noticed(story, monkeypatch, role, kind):
    assert violations(cut_again(story.before)) == []
    monkeypatch.delitem(RECEIVES[role], kind)
    assert violations(cut_again(story.before)) != []


@pytest.mark.parametrize(("role", "kind"), ROWS)
def test_a_field_that_is_missing_is_noticed(story, monkeypatch, role, kind):
    """Each field that a message must have, or that carried something."""
    body = messages.TYPES[kind].body
    defaults = dict(zip(body.__struct_fields__, minimisation._defaults(body), strict=True))
    for field in RECEIVES_AS_IT_IS[role][kind]:
        carried = any(
            one.role == role and one.kind == kind and marks(msgspec.msgpack.encode(getattr(one.body, field)))
            for one in story.before
        )
        if defaults[field] is not msgspec.NODEFAULT and not carried:
            continue
        with monkeypatch.context() as patch:
            patch.setitem(RECEIVES[role], kind, RECEIVES_AS_IT_IS[role][kind] - {field})
            assert violations(cut_again(story.before)) != [], field


@pytest.mark.parametrize("role", ["booking", "state", "criminal", "immigration"])
@pytest.mark.parametrize("field", ["convictions", "encounters"])
def test_a_row_that_is_too_wide_is_noticed(story, monkeypatch, role, field):
    """Corrections are the one type that is cut: whole, they hold what only the enforcement role may have."""
    conviction = Conviction(offence="2202", severity=Severity.FELONY, date=dt.date(2003, 11, 13))
    encounter = Encounter("QJENCOUNTER1", "2001-01-01", "removal", "QJSOURCE OF IT", "QJCLAIMED,NAME", "X", True)
    whole = Correction("amended", f"{ORI}:{TCN}", "text", convictions=[conviction], encounters=[encounter])
    handed_in = [*story.before, Sent("correction", role, "criminal", whole)]
    assert violations(cut_again(handed_in)) == []
    if role == "criminal" and field == "convictions":
        return  # its own
    monkeypatch.setitem(RECEIVES[role], "correction", RECEIVES_AS_IT_IS[role]["correction"] | {field})
    assert violations(cut_again(handed_in)) != []


def test_a_purpose_that_is_let_through_is_noticed(story, monkeypatch):
    from tenprint.exchange.minimisation import PURPOSES

    request = next(one for one in story.before if one.kind == "identify_request")
    asked = [*story.before, Sent("identify_request", "immigration", "applicant", request.body)]
    assert violations(cut_again(asked)) == []
    monkeypatch.setitem(PURPOSES, "immigration", None)
    assert violations(cut_again(asked)) != []
