"""The views of the console, as data: for their pictures and for the page of the docs that shows them.

The order is that in which the pictures are taken: what one person does stands in the next one's pictures.
"""

from __future__ import annotations

from typing import NamedTuple

BOOKING = "MO5109000:TP00000700000000"  # the demo's first one
PUBLIC, BOOKINGS, OPERATORS, EXAMINERS = "For everybody", "Booking and jail", "Operators and records", "Examiners"
CASES, REDRESS, OVERSIGHT, EVERY = "Cases", "Redress", "Oversight", "Every account"
HEADINGS = (PUBLIC, EVERY, BOOKINGS, OPERATORS, EXAMINERS, CASES, REDRESS, OVERSIGHT)


class View(NamedTuple):
    """A picture.

    Attributes:
        name: of its files.
        heading, title: where and under which words the docs show it.
        person: of the demo who looks; empty: anybody.
        path: of the page.
        steps: what is done there first, by its name in `screenshots.STEPS`.
    """

    name: str
    heading: str
    title: str
    person: str
    path: str
    steps: str = ""


VIEWS = (
    View("public-about", PUBLIC, "What this is", "", "/public/about"),
    View("public-activation", PUBLIC, "Who takes part", "", "/public/activation"),
    View("public-statistics", PUBLIC, "Figures for everybody", "", "/public/statistics"),
    View("public-agreements", PUBLIC, "Agreements", "", "/public/agreements"),
    View("public-redress", PUBLIC, "Ask or object", "", "/public/redress"),
    View("sign-in", EVERY, "Signing in", "", "/sign-in"),
    View("overview", EVERY, "First page", "booking.reyes", "/"),
    View("account", EVERY, "Own account", "booking.reyes", "/account"),
    View("submit", BOOKINGS, "Submit a file", "booking.reyes", "/submit"),
    View("submissions", BOOKINGS, "Submissions", "booking.reyes", "/submissions"),
    View("submissions-one", BOOKINGS, "A submission, its way and its print card", "booking.reyes",
         f"/submissions/{BOOKING}"),
    View("prints-one", BOOKINGS, "One print", "booking.reyes", f"/submissions/{BOOKING}/prints/1"),
    View("hold", BOOKINGS, "A claim to citizenship is passed on", "clerk.cole", "/hold"),
    View("traffic", OPERATORS, "Traffic", "operator.pike", "/traffic"),
    View("dead-letters", OPERATORS, "Dead letters", "operator.pike", "/dead-letters"),
    View("rejects", OPERATORS, "Rejects and refusals", "operator.pike", "/rejects"),
    View("subjects", OPERATORS, "Subjects", "records.vega", "/subjects"),
    View("subjects-one", OPERATORS, "A record and its rap sheet", "records.vega", "/subjects/100201T"),
    View("orders", OPERATORS, "Orders of courts", "records.vega", "/orders", "order"),
    View("corrections", OPERATORS, "Keeping records right", "records.vega", "/corrections"),
    View("examinations", EXAMINERS, "The queue", "examiner.ellis", "/examinations"),
    View("examinations-one", EXAMINERS, "The bench", "examiner.ellis", "/examinations", "bench"),
    View("cases", CASES, "The queue", "officer.green", "/cases"),
    View("cases-one", CASES, "A case", "officer.green", "/cases", "first case"),
    View("cases-researched", CASES, "Research is attached once", "technician.hale", "/cases", "attach research"),
    View("cases-proposed", CASES, "A decision waits for a supervisor", "officer.green", "/cases", "propose"),
    View("supervisor", CASES, "The supervisor's desk", "supervisor.dunn", "/supervisor"),
    View("cases-confirmed", CASES, "A second person confirmed", "supervisor.dunn", "/cases", "confirm"),
    View("requests", BOOKINGS, "Requests to the jail", "clerk.cole", "/requests", "wait for a request"),
    View("custody", BOOKINGS, "Custody clocks", "clerk.cole", "/custody"),
    View("letters", REDRESS, "Letters", "redress.lane", "/letters"),
    View("letters-one", REDRESS, "A letter that claims citizenship", "redress.lane", "/letters", "citizen's letter"),
    View("held", REDRESS, "What is held about a person", "redress.cruz", f"/held/{BOOKING}"),
    View("notice", REDRESS, "The notice to the person", "redress.cruz", f"/held/{BOOKING}/notice"),
    View("amendments", REDRESS, "Corrections asked for", "redress.shaw", "/amendments"),
    View("amendments-one", REDRESS, "A correction waits for a second person", "redress.shaw", "/amendments", "first"),
    View("statistics", OVERSIGHT, "Figures", "oversight.wolf", "/statistics"),
    View("lineage", OVERSIGHT, "A figure's lineage and its recount", "oversight.wolf",
         "/statistics/figure/submissions", "recount"),
    View("agencies", OVERSIGHT, "Booking agencies", "oversight.wolf", "/agencies"),
    View("agencies-one", OVERSIGHT, "The report of one agency", "oversight.wolf", "/agencies/MO5109000"),
    View("agreement", OVERSIGHT, "Agreement of examiners", "auditor.ward", "/agreement"),
    View("policies", OVERSIGHT, "Policies", "oversight.wolf", "/policies"),
    View("policies-one", OVERSIGHT, "A version of a policy", "oversight.wolf", "/policies/levels/2010-06"),
    View("policies-changes", OVERSIGHT, "What changed between two", "oversight.wolf",
         "/policies/levels?before=2010-06&after=2014-11"),
    View("policies-effect", OVERSIGHT, "What other levels would mean", "oversight.wolf", "/policy-effect"),
    View("audit-log", OVERSIGHT, "The audit log", "auditor.ward", "/audit-log"),
    View("audit-log-one", OVERSIGHT, "An entry of the log", "auditor.ward", "/audit-log/3"),
    View("disclosures-asked", OVERSIGHT, "Disclosures ask for a purpose first", "auditor.ward",
         f"/disclosures?about={BOOKING}"),
    View("disclosures", OVERSIGHT, "Who looked at a person's data, and who received some", "auditor.ward",
         f"/disclosures?about={BOOKING}", "ask disclosures"),
    View("accounts", OVERSIGHT, "Accounts", "admin.hill", "/accounts"),
)  # fmt: skip
