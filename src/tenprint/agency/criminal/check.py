"""What the repository asks of a submission before it searches: EBTS error codes with field and remedy."""

from __future__ import annotations

from tenprint.errors import InputError, UsageError
from tenprint.transaction import Transaction, build

# EBTS 9.1 Type-2 fields without which a criminal ten-print submission is not processed, and their mnemonics.
MANDATORY = {
    "2.018": "NAM",
    "2.022": "DOB",
    "2.024": "SEX",
    "2.025": "RAC",
    "2.045": "DOA",
    "2.047": "ASL",
}
CRIMINAL_TOTS = frozenset({"CAR", "CNA", "CPNU", "CPDR"})
ANSWERED_WITH_SRE = CRIMINAL_TOTS | {"FANC", "FAUF", "NFUF", "NFUE", "MAP", "DEK", "DEU", "MPR", "AMN"}
# Searches without a booking: nobody is enrolled, nobody gets a number; whoever asks compares the candidates.
SEARCHES = frozenset({"TPIS", "TPRS", "RPIS"})
ANSWERED_IN_TIME = frozenset({"RPIS"})  # with what there is, where not everything could be searched in time
CANDIDATE_LISTS = frozenset({"TPIS", "TPRS"})  # the answer has everybody in the bands, under whatever number
FEATURE_SEARCHES = frozenset({"TPRS"})  # carry minutiae (Type-9), and need no image
PROCESSED = ANSWERED_WITH_SRE | SEARCHES
# Types that the standard has and nobody here answers, with what to do instead.
ELSEWHERE = {
    "DOCE": "a record is corrected at the repository's redress desk",
    "IRQ": "images on record are not given out by message",
    "CPR": "photographs on record are not given out by message",
    "LFS": "latent prints are not searched here",
    "LFIS": "latent prints are not searched here",
    "LFFS": "latent prints are not searched here",
}


def problems(parsed: Transaction) -> list[str]:
    """Return EBTS error messages (code, field, what to do); an empty list where it can be processed."""
    if parsed.tot not in PROCESSED:
        remedy = ELSEWHERE.get(parsed.tot, f"send one of {' '.join(sorted(PROCESSED))}")
        return [f"A0004 field 1.004 TOT: {parsed.tot} is not processed here: {remedy}"]
    if not parsed.records_of(2):
        return ["E0004 record Type-2 is missing: add the descriptive text record"]
    found = []
    if parsed.tot in CRIMINAL_TOTS:
        found = [
            f"E0001 field {tag} {name} is missing: add it and send again under a new TCN"
            for tag, name in MANDATORY.items()
            if not parsed.text(tag).strip()
        ]
    if parsed.tot in FEATURE_SEARCHES:
        if not parsed.records_of(9) and not parsed.images:
            found.append("E0001 record Type-9 is missing: add the minutiae of the fingers")
    elif not parsed.images:
        found.append("E0001 record Type-4 or Type-14 is missing: add the finger images")
    return found or _unanswerable(parsed)


def _unanswerable(parsed: Transaction) -> list[str]:
    """Return why no answer could be built: it returns fields as they were sent, and these have to fit into it."""
    try:
        if parsed.tot in ANSWERED_WITH_SRE:
            build.sre(parsed, ident=False)
        else:
            build.errt(parsed, ["A0000"])
    except (InputError, UsageError) as error:
        return [f"E0005 {error} Correct it and send again under a new TCN."]
    return []
