"""The rap sheet (EBTS 2.075 ERS): arrests with charges and, as far as they are known, dispositions."""

from __future__ import annotations

from collections.abc import Sequence

from tenprint.agency.criminal.records import Arrest, Charge

MOST_CHARACTERS = 200_000  # EBTS 9.1, field 2.075


def rap_sheet(fbi_number: str, history: list[Arrest], statements: Sequence[str] = ()) -> str:
    """Return the text; a charge without a disposition says so, and what the person disputes stands beside it."""
    lines = [f"CRIMINAL HISTORY OF FBI NUMBER {fbi_number}", f"{len(history)} ARREST(S) ON RECORD"]
    for number, arrest in enumerate(history, 1):
        lines.append(f"{number}. ARRESTED {arrest.date} BY {arrest.ori}, NAME USED {arrest.name}")
        lines += [
            f"   CHARGE {charge.literal} ({charge.offence or 'OFFENCE CODE UNKNOWN'}): {_end(charge)}"
            for charge in arrest.charges
        ]
    lines += [f"THE PERSON DISAGREES ({' '.join(text.split())})" for text in statements]
    lines.append("A CHARGE IS NOT A CONVICTION. IDENTIFICATION RESTS ON FINGERPRINTS.")
    return "\n".join(lines)[:MOST_CHARACTERS]


def _end(charge: Charge) -> str:
    end = charge.disposition
    if end is None:
        return "DISPOSITION NOT RECEIVED"
    sentence = f", {end.sentence_days} DAYS" if end.sentence_days else ""
    severity = f" OF A {str(end.severity).replace('_', ' ').upper()}" if end.severity else ""
    return f"{end.outcome.upper()}{severity} {end.date.isoformat()}{sentence}"
