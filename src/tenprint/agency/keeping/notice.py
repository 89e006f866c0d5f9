"""The notice to the person, in plain language: what happened, what is held, who was told, what can be asked for."""

from __future__ import annotations

from tenprint.agency.keeping.redress import Held, held
from tenprint.exchange.unit import Unit

RECIPIENTS = {
    "booking": "the police agency or jail that booked you",
    "state": "the state identification bureau",
    "criminal": "the national criminal-history repository",
    "immigration": "the immigration biometrics",
    "enforcement": "the immigration enforcement agency",
}


def notice_for(unit: Unit, correlation: str) -> str:
    """Return the notice about a booking; that it was made is audited.

    Raises:
        NotAuthorisedError: not a redress officer of this agency.
    """
    session = unit.permit("redress:notice", correlation)
    unit.audit("redress:notice", correlation, purpose=session.purpose)
    return notice(held(unit, correlation))


def notice(held: Held) -> str:
    """Return the text for what an agency holds; short sentences, no codes."""
    lines = [
        "ABOUT YOUR FINGERPRINTS AND RECORDS",
        "",
        "Your fingerprints were taken when you were booked, and compared with records on file.",
        "A computer looked for records that may be yours. People decide what follows from that.",
        "A match says that prints are alike. It does not say what your status is, and no match does not either.",
        "",
        f"What is held here: {_arrest(held)}",
        "",
        "Who was told, and when:",
        *([f"- {d.at:%d %B %Y}: {RECIPIENTS.get(d.recipient, d.recipient)}" for d in held.disclosures] or ["- nobody"]),
        "",
        "What you can do:",
        "- If you are a citizen of the United States, say so, to anybody, at any time. Your case is stopped at once",
        "  and a supervisor looks at it. Nobody may be held on an immigration request while a claim is open.",
        "- You can ask to see what is held about you.",
        "- You can ask for a correction. Another person than the one who takes your request in decides on it.",
        "- If the correction is refused, you can add your own statement. It goes to everybody who was told.",
        "- If a request to hold you was made, you must be given a copy. It can hold you at most 48 hours beyond the",
        "  moment at which you would have gone free.",
    ]
    if held.statements:
        lines += ["", "What you said against a record:", *(f"- {text}" for text in held.statements)]
    if held.corrections:
        lines += ["", "What was corrected:", *(f"- {text}" for text in held.corrections)]
    if held.requests:
        lines += ["", "What you asked for:", *(f"- {text}" for text in held.requests)]
    return "\n".join(lines)


def _arrest(held: Held) -> str:
    if held.encounters:
        return f"{len(held.encounters)} record(s) of encounters with the immigration authorities."
    if held.evidence:
        return f"a case with {len(held.evidence)} item(s) of evidence."
    if held.arrest is None:
        return "no arrest record about this booking."
    charges = len(held.arrest.charges)
    return f"a record of an arrest under the name {held.arrest.name}, with {charges} charge(s)."
