"""Every figure on every page equals `tenprint report` and what the journals say when they are counted by hand."""

from __future__ import annotations

import io
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from case_agencies import FELONY, Agencies, at_work
from figure_pages import Numbers, Page, claims, map_due, rates_due, rates_said, times_due, times_said
from page_walk import LINK, client_of
from pyarrow import parquet
from typer.testing import CliRunner

from tenprint.cases import claim, decision
from tenprint.cases.vocabulary import Action, Determination
from tenprint.cli.report import app as report_command
from tenprint.console.framework.house import House
from tenprint.console.signin.demo import demo_people
from tenprint.exchange.machines import SECOND_SEARCH, SUBMISSION
from tenprint.simulate.world.driver import MARKER, Marker
from tenprint.simulate.world.parameters import START as WORLD_START
from tenprint.statistics.book import Book
from tenprint.statistics.export import to_csv, to_html, to_parquet, to_pdf
from tenprint.statistics.report import make
from tenprint.statistics.scope import Scope
from tenprint.statistics.suppression import suppression

MO, COUNTY, ORI = "MO", "29510", "MO5109000"
ORIS = ("MO5109000", "MO0959900", "TX1019000", "TX1139000", "CA0199000", "IL0169000")
INTERNAL = [{"place": place} for place in ("US", "MO", "29510", "MO5109000", "TX")] + [
    {"place": "US", "first": "2010-10", "last": "2010-10"}
]
PUBLIC = [{"place": "US"}, {"place": "MO"}, {"place": "29510"}, {"place": "US", "year": "2010"}]


class Figures:
    """Five agencies, journals with steps at several places and in several months, a console, the command."""

    def __init__(self, folder):
        self.folder = folder
        self.agencies = Agencies(folder)
        self.registry = self.agencies.criminal.activation
        oris = [entry.ori for entry in self.registry.data.agencies]
        self.oris = [
            next((o for o in oris if o == want), None) or next(o for o in oris if o[:2] == want[:2]) for want in ORIS
        ]
        self.number = 0

    def book(self, count):
        """Submissions with their steps at every agency, as messages would take them."""
        for _ in range(count):
            self.number += 1
            n = self.number
            ori = self.oris[n % len(self.oris)]
            key = f"{ori}:TCN{n:09d}"
            self.agencies.clock.advance(3600 * 30)
            self._fire("booking", SUBMISSION, key, "submit")
            self.agencies.clock.advance(60 * n)
            if n % 7 == 0:
                self._fire("booking", SUBMISSION, key, "reject")
                continue
            self._fire("criminal", SUBMISSION, key, "receive", "accept", "identify" if n % 2 else "no_identification")
            self._fire("booking", SUBMISSION, key, "answer")
            if n % 3 == 0:
                self._fire("criminal", SECOND_SEARCH, key, "ask")
                self._fire("immigration", SECOND_SEARCH, key, "receive", "no_match" if n % 2 else "match")
                self._fire("criminal", SECOND_SEARCH, key, "no_match" if n % 2 else "match")
        return self

    def cases(self, count):
        """Matches that become cases; some are decided, some claimed."""
        for n in range(count):
            self.agencies.clock.advance(3600 * 5)
            convictions = (FELONY,) if n % 2 else ()
            number = self.agencies.match(f"{ORI}:CASE{self.number:04d}{n:04d}", convictions=convictions)
            if n % 3 == 0:
                self.agencies.act(
                    "enforcement",
                    "officer.green",
                    decision.decide,
                    number,
                    Determination.UNDETERMINED,
                    Action.NO_ACTION,
                    "x",
                )
                self.agencies.act("enforcement", "supervisor.dunn", decision.confirm, number, agree=True, grounds="x")
            elif n % 3 == 1:
                self.agencies.act(
                    "enforcement", "officer.green", claim.claim, f"{ORI}:CASE{self.number:04d}{n:04d}",
                    ori=ORI, county=COUNTY, channel="person", statement="a citizen",
                    session=at_work("enforcement", "officer.green", claim.claim),
                )  # fmt: skip
            self.agencies.run()
        return self

    def _fire(self, role, machine, key, *events):
        with self.agencies.agencies[role].unit(cause=f"{key} {events[0]}"[:64], actor="system") as unit:
            for event in events:
                unit.fire(machine, key, event)

    def client(self, name=""):
        people = demo_people(self.folder, self.agencies.agencies)
        self.agencies.clock.advance(120)  # for a one-time code that was not used yet
        return client_of(House(self.agencies.agencies, demo=people, secure=False), name)

    def report(self, *, public=False, **scope):
        """The report's CSV, from a book of its own; that the command writes the same is a test below."""
        return Numbers(to_csv(self.made(public=public, **scope)))

    def made(self, *, public=False, **scope):
        agencies = self.agencies
        book = Book(
            {role: agency.database for role, agency in agencies.agencies.items()},
            registry=self.registry,
            policies=agencies.policies,
            clock=agencies.clock,
        )
        if "year" in scope:
            scope = {"place": scope["place"], "first": f"{scope['year']}-01", "last": f"{scope['year']}-12"}
        return make(book, Scope(**scope), public=public, now=agencies.clock.now())

    def command(self, folder, place, *, public):
        """What `tenprint report --format csv` writes over a copy of the databases, at the agencies' own time."""
        for role in self.agencies.agencies:
            (folder / role).mkdir(parents=True)
            for name in ("master.key", "signing.pem", "audit.pem"):
                shutil.copy(self.folder / role / name, folder / role)
            with (
                closing(sqlite3.connect(self.folder / role / "agency.sqlite")) as old,
                closing(sqlite3.connect(folder / role / "agency.sqlite")) as new,
            ):
                old.backup(new)
        created = datetime.now(UTC) - (self.agencies.clock.now() - WORLD_START)
        (folder / MARKER).write_bytes(msgspec.json.encode(Marker(1, 1, created)))
        out = folder / "report.csv"
        options = ["--out", str(out), "--world", str(folder), "--format", "csv", "--jurisdiction", place]
        done = CliRunner().invoke(report_command, [*options, *(["--public"] if public else [])])
        assert done.exit_code == 0, done.output
        return Numbers(out.read_text())

    def by_hand(self):
        """(figure, ORI) -> count, by plain SQL over the journals: nothing of `tenprint.statistics` is used."""
        counted = {
            "submissions": ("booking", "submission", "submit"),
            "rejected": ("booking", "submission", "reject"),
            "criminal_hits": ("criminal", "submission", "identify"),
            "second_searches": ("immigration", "second_search", "receive"),
            "immigration_hits": ("immigration", "second_search", "match"),
        }
        found = Counter()
        for figure, (role, machine, event) in counted.items():
            with closing(sqlite3.connect(self.folder / role / "agency.sqlite")) as connection:
                keys = connection.execute(
                    "select distinct key from transition where machine = ? and event = ?", (machine, event)
                )
                found.update((figure, key.partition(":")[0]) for (key,) in keys.fetchall())
        with closing(sqlite3.connect(self.folder / "enforcement" / "agency.sqlite")) as connection:
            for ori, level, outcome in connection.execute(
                'select ori, level, outcome from "case" where opened_at not null'
            ):
                found.update([("cases", ori), (f"cases/{level}", ori), (f"outcomes/{outcome or 'open'}", ori)])
        return found


def hold_against(figures):
    """Walk the pages; return how many numbers were compared. Raises where one differs."""
    compared = 0
    oversight, anybody = figures.client("oversight.wolf"), figures.client()
    for public, scopes, client, path in (
        (False, INTERNAL, oversight, "/statistics"),
        (True, PUBLIC, anybody, "/public/statistics"),
    ):
        for scope in scopes:
            report = figures.report(public=public, **scope)
            text = client.get(path, params=scope).text
            found = claims(text, report)
            wrong = [(c, due) for c in found if c.said != (due := report.said(c.figure, c.category, c.place))]
            assert not wrong, (path, scope, wrong)
            rates = rates_said(text)
            assert rates == {title: due for title, due in rates_due(report).items() if title in rates}, (path, scope)
            mapped = map_due(text, report, "submissions")
            assert all(said == due for said, due in mapped), (path, scope)
            if not public:
                assert times_said(text) == times_due(report), (path, scope)
                compared += lineages(client, text, report, each=1 if scope == {"place": "US"} else 12)
            assert len(found) > 20, (path, scope)
            compared += len(found) + len(rates) + len(mapped)
    return compared + agencies_pages(figures, oversight) + by_hand(figures)


def lineages(client, text, report, *, each):
    """Each number's own page, or every so many of them, says the same, and that a recount agrees."""
    links = sorted(
        {link.replace("&amp;", "&") for link in LINK.findall(text) if link.startswith("/statistics/figure/")}
    )
    figures_seen = set()
    for link in links[::each]:
        parts = urlsplit(link)
        name, query = parts.path.rsplit("/", 1)[1], {k: v[0] for k, v in parse_qs(parts.query).items()}
        page = client.get(link).text
        due = report.said(name, query.get("category", ""))
        assert dict(Page(page).cards)["Count"] == due, link
        if name not in figures_seen and "first" not in query:
            figures_seen.add(name)
            form = {"place": report.place, "category": query.get("category", "")}
            again = client.post(f"{parts.path}/recount", data=form | _token(page))
            assert "The recount agrees." in again.text, link
    return len(links[::each]) + len(figures_seen)


def _token(page):
    before = page.split('type="hidden" name="')[1]
    name, rest = before.split('"', 1)
    return {name: rest.split('value="')[1].split('"')[0]}


def agencies_pages(figures, client):
    """The list of agencies, and the page of each: against the report of that agency."""
    compared = 0
    rows = next(rows for caption, rows in Page(client.get("/agencies").text).tables if caption == "Agencies")
    assert len(rows) > 4
    for row in rows[1:]:
        report = figures.report(place=row[1])
        due = [report.said(name) for name in ("submissions", "second_searches", "immigration_hits", "cases")]
        due += [report.said("cases", "NO_CONVICTION"), report.said("charge_known", "known"), report.said("claims_made")]
        assert row[2:] == due, row
        text = client.get(f"/agencies/{row[1]}").text
        found = claims(text, report)
        assert [c for c in found if c.said != report.said(c.figure, c.category, c.place)] == []
        compared += len(due) + len(found)
    return compared


def by_hand(figures):
    """The report against plain counting, of the country, the states and the agencies."""
    counted = figures.by_hand()
    whole = figures.report(place="US")
    places = {"US": whole, "MO": figures.report(place="MO"), ORI: figures.report(place=ORI)}
    compared = 0
    for name in {figure for figure, _ in counted}:
        figure, _, category = name.partition("/")
        for place, report in places.items():
            mine = sum(n for (f, ori), n in counted.items() if f == name and (place == "US" or ori.startswith(place)))
            assert report.said(figure, category) == f"{mine:,}", (name, place)
            compared += 1
    return compared


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    made = Figures(tmp_path_factory.mktemp("figures"))
    made.book(40).cases(7)
    yield made
    made.agencies.close()


@pytest.mark.timeout(300)
def test_every_figure_on_every_page_equals_the_report_and_the_journals(figures):
    assert hold_against(figures) > 1000
    figures.book(11).cases(4)  # and after more of them, on the same books
    assert hold_against(figures) > 1000


def alter(figures, role, statement):
    with closing(sqlite3.connect(figures.folder / role / "agency.sqlite")) as connection, connection:
        assert connection.execute(statement).rowcount == 1


@pytest.mark.parametrize(
    ("role", "there", "back"),
    [
        (  # a kept count that is one too high
            "booking",
            "update figure_cell set count = count + 1, changed = changed + 1000 where rowid = "
            "(select min(rowid) from figure_cell where figure = 'submissions')",
            "update figure_cell set count = count - 1, changed = changed - 1000 where rowid = "
            "(select min(rowid) from figure_cell where figure = 'submissions')",
        ),
        (  # a row of the journal that is of another moment
            "immigration",
            "update transition set at = '2010-10-02 00:00:00.000000' where sequence = "
            "(select max(sequence) from transition where event = 'match')",
            None,
        ),
    ],
)
def test_one_altered_row_is_found(figures, role, there, back):
    alter(figures, role, there)
    with pytest.raises(AssertionError):
        hold_against(figures)
    if back:
        alter(figures, role, back)


@pytest.mark.parametrize("public", [False, True])
def test_the_command_writes_the_same_report(figures, tmp_path, public):
    written, mine = figures.command(tmp_path / "world", "MO", public=public), figures.report(place="MO", public=public)
    plain = [[{k: v for k, v in row.items() if k != "made_at"} for row in report.rows] for report in (written, mine)]
    assert plain[0] == plain[1]


def test_months_are_those_of_the_clock(figures):
    """The world spans more than one month, so that months are told apart at all."""
    months = {row["month"] for row in figures.report(place="US").rows if row["month"]}
    assert len(months) >= 2
    assert max(months) <= f"{figures.agencies.clock.now() + timedelta(days=1):%Y-%m}"


def test_each_form_of_the_report_opens_and_says_the_same(figures):
    """CSV, Parquet, HTML and PDF of one report, each opened by what reads such files."""
    made = figures.made(place="MO")
    rows = Numbers(to_csv(made)).rows
    columns = parquet.read_table(io.BytesIO(to_parquet(made))).to_pylist()
    key = ("figure", "place", "month", "category", "digest", "source")
    assert [[row[name] for name in key] for row in columns] == [[row[name] for name in key] for row in rows]
    assert [row["value"] for row in columns] == [float(row["value"]) if row["value"] else None for row in rows]
    tables = Page(to_html(made)).tables
    assert next(said for caption, said in tables if caption == "By month")[1:] == [
        [row["month"], f"{int(float(row['value'])):,}"]
        for row in rows
        if (row["figure"], row["place"], row["category"]) == ("submissions", "MO", "") and row["month"]
    ]
    pages = to_pdf(made)
    assert pages.startswith(b"%PDF-")
    assert pages.rstrip().endswith(b"%%EOF")
    assert pages.count(b"/Type /Page\n") + pages.count(b"/Type /Page ") >= 2


def test_no_form_of_a_public_report_has_a_small_count(figures):
    made = figures.made(place="US", public=True)
    least = suppression().threshold
    counts = [row.value for row in made.rows if row.numerator is None and not row.suppressed and row.value is not None]
    assert all(value == 0 or value >= least for value in counts if value is not None)
    assert any(row.suppressed for row in made.rows)
    hidden = [row for row in Numbers(to_csv(made)).rows if row["suppressed"] == "True"]
    assert {row["value"] for row in hidden} == {""}
    assert {
        row["value"] for row in parquet.read_table(io.BytesIO(to_parquet(made))).to_pylist() if row["suppressed"]
    } == {None}
