"""What each page is for in a sentence, and where a person of each role begins."""

from __future__ import annotations

from typing import NamedTuple

NOTES = {
    "/submit": "Drop an EBTS file, see what is wrong with it, send it.",
    "/submissions": "Each submission's way and its answers, live.",
    "/requests": "Requests on persons in custody: serve, or see why not.",
    "/custody": "Which hold ends when. Nobody stays beyond one in silence.",
    "/traffic": "Messages by their envelope, live.",
    "/dead-letters": "What could not be worked off or delivered; put it back to work.",
    "/rejects": "Submissions that were rejected, messages that were refused.",
    "/subjects": "A record by its number, and the rap sheet.",
    "/examinations": "Two prints side by side, blind to everything else.",
    "/cases": "Cases by level and clock; evidence, decision, hold.",
    "/hold": "Somebody says they are a citizen: stop the case at once.",
    "/supervisor": "Confirmations, claims, deadlines, who has how much.",
    "/letters": "What people wrote, and your answer.",
    "/held": "What is held about a booking, who was told, the notice.",
    "/amendments": "Wishes for a correction; a second person decides.",
    "/orders": "Expunge and seal on a court's order; who certified it.",
    "/corrections": "Correct a record, join two numbers, take one apart.",
    "/statistics": "Every figure, with its query and a recount.",
    "/agencies": "Each booking agency: arrests, matches, cases without a conviction.",
    "/agreement": "Whether examiners agree, pair by pair.",
    "/policies": "Versions, what changed, what it would mean for cases.",
    "/audit-log": "Who did what, and whether the log is whole.",
    "/disclosures": "Everyone who looked at a person's data, or received some.",
    "/accounts": "Who has an account, in which roles; unlock, review, close.",
    "/public/about": "How it works, in plain words.",
    "/public/activation": "The map of who takes part, by day.",
    "/public/statistics": "Figures for everybody; small counts are hidden.",
    "/public/agreements": "On which document each activation rests.",
    "/public/redress": "The form that needs no account.",
}


class Step(NamedTuple):
    """One thing to do first: what, where, and what one sees there."""

    words: str
    path: str
    more: str


BEGIN: dict[str, tuple[Step, ...]] = {
    "booking_officer": (
        Step("Look at what was sent", "/submissions", "Open one and follow its way to the answers."),
        Step("Send a file", "/submit", "Drop an EBTS file; findings and the print card appear before you send it."),
    ),
    "jail_clerk": (
        Step("See what is asked of the jail", "/requests", "Serve a request, or see that a claim suspended it."),
        Step("Watch the clocks", "/custody", "48 hours, no longer."),
        Step("Pass a claim on", "/hold", "Whoever says they are a citizen is heard at once."),
    ),
    "operator": (
        Step("Watch the messages", "/traffic", "Counts change while you look."),
        Step("Put a dead letter back to work", "/dead-letters", "One waits here in a demo: it will be refused again."),
    ),
    "records_clerk": (
        Step("Open a record", "/subjects", "Arrests, dispositions, the rap sheet as it is sent."),
        Step("Carry an order out", "/orders", "Partners that were told have to certify it."),
    ),
    "examiner": (
        Step("Take a task", "/examinations", "N and M mark a pair, I E C S conclude. No score, no name."),
    ),
    "quality_manager": (
        Step("See where examiners differ", "/agreement", "Pairs, verdicts, items of known truth."),
    ),
    "technician": (
        Step("Take a case", "/cases", "Attach what the sources answered; you do not determine anything."),
    ),
    "officer": (
        Step("Open the case that waits", "/cases?state=awaiting_officer", "The form says what a request lacks."),
        Step("Hold one", "/hold", "A claim to citizenship stops everything."),
    ),
    "supervisor": (
        Step("Confirm or return", "/supervisor", "Never your own decision."),
        Step("Decide on corrections", "/amendments", "Another person took them in."),
    ),
    "redress_officer": (
        Step("Open the oldest letter", "/letters", "Whoever opens it has taken it."),
        Step("Decide on a correction", "/amendments", "That another person took in."),
        Step("See what is held", "/held", "Print the notice; take a wish for a correction in."),
    ),
    "auditor": (
        Step("Search the log", "/audit-log", "Try the action case: and open an entry."),
        Step("Ask who saw a person's data", "/disclosures", "It asks first why you ask."),
    ),
    "oversight": (
        Step("Open a figure's lineage", "/statistics", "Count it again from the journal."),
        Step("Compare two policies", "/policy-effect", "The same cases under other levels."),
    ),
    "administrator": (Step("Review accounts", "/accounts", "Each once a year; you see no case."),),
}  # fmt: skip


def begin(roles: frozenset[str]) -> list[Step]:
    """Return what a person of these roles does first, each page once."""
    steps = [step for role in BEGIN if role in roles for step in BEGIN[role]]
    return list({step.path: step for step in steps}.values())
