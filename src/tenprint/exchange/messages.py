"""Every message type: what it carries, and which role may send it to which. The partner check reads this table.

Minimisation is by type: a body has no field that its receiver's purpose does not need. The immigration role's request
has no charge and no name; the criminal role's answer has no immigration biographics.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from tenprint.policy import Conviction, default_store


class Submission(msgspec.Struct, frozen=True):
    """An EBTS transaction on its way up: booking -> state -> criminal."""

    transaction: bytes


class Answer(msgspec.Struct, frozen=True):
    """An EBTS answer (SRE, ERRT) on its way down: criminal -> state -> booking."""

    transaction: bytes


class SearchJob(msgspec.Struct, frozen=True):
    """The criminal role's note to itself to search its master file, while the second repository searches too."""


class AdjudicatedSearch(msgspec.Struct, frozen=True):
    """A role's note to itself that its examiners have concluded on the candidates of a search."""

    subject: str | None


class Print(msgspec.Struct, frozen=True):
    """One finger: compact template and the image it was made from (for examiners)."""

    position: int
    template: bytes
    image: bytes


class IdentifyRequest(msgspec.Struct, frozen=True):
    """The prints of an activated jurisdiction's booking: criminal -> immigration. No name, no charge."""

    ori: str
    prints: list[Print]
    activation_version: str


class IdentifyAnswer(msgspec.Struct, frozen=True):
    """What the second repository's search found: immigration -> criminal. No biographics."""

    outcome: str  # match | no_match | error
    coverage: str
    policy_version: str
    reference: str | None = None  # FIN where there was a match
    reason: str | None = None


class Encounter(msgspec.Struct, frozen=True):
    """One immigration encounter, as its source recorded it."""

    number: str
    date: str
    kind: str
    source: str
    claimed_name: str
    claimed_citizenship: str
    affirmative: bool  # says something about status; absence of a record never does


class MatchNotice(msgspec.Struct, frozen=True):
    """A match with the encounters on record: immigration -> enforcement."""

    ori: str
    reference: str
    score: float
    decided_by: str  # lights-out, or the examiners who concluded
    policy_version: str
    encounters: list[Encounter]
    disagreements: list[str] = []  # statements of the person about these encounters, word for word


class ImmigrationAlienQuery(msgspec.Struct, frozen=True):
    """IAQ: criminal -> enforcement, only after a biometric match in the second repository."""

    ori: str
    county: str
    purpose: str  # C criminal
    name: str
    date_of_birth: str
    sex: str
    place_of_birth: str
    in_custody: bool
    charges: list[str]  # what was charged at this booking; never a ground for a level
    offence_code: str  # NCIC code, or UNKNOWN, said explicitly
    fbi_number: str
    sid: str | None
    reference: str
    convictions: list[Conviction]  # the only thing that a level may be computed from
    dispositions_missing: int
    disagreements: list[str] = []  # statements of the person about the history, word for word


class QueryAcknowledgement(msgspec.Struct, frozen=True):
    """Automatic receipt of an IAQ: enforcement -> criminal."""

    case: str


class ImmigrationAlienResponse(msgspec.Struct, frozen=True):
    """IAR: what the sources answered, with its gaps, or what a named officer determined: enforcement -> criminal."""

    case: str
    determination: str | None  # None: research only
    officer: str
    note: str
    research: str | None = None  # digest of what was attached
    answered: int | None = None
    wanted: int | None = None
    missing: list[str] = []


class CombinedAnswer(msgspec.Struct, frozen=True):
    """The second answer: criminal -> state (-> booking, where the state relays it)."""

    outcome: str  # match_iar | no_match | error
    text: str
    coverage: str
    policy_version: str


class DetainerRequest(msgspec.Struct, frozen=True):
    """A request to the jail, decided by an officer and confirmed by another: enforcement -> booking."""

    case: str
    request: str
    kind: str  # detainer | request_for_notification
    officer: str
    supervisor: str
    basis: str
    hold_hours: int  # beyond the moment at which the person would be released
    notice_hours: int
    claims_known: int  # how many claims to citizenship that this jail passed on were known


class DetainerCancellation(msgspec.Struct, frozen=True):
    """A cancellation; it always wins over the request: enforcement -> booking."""

    case: str
    request: str
    officer: str
    reason: str


class DetainerAcknowledgement(msgspec.Struct, frozen=True):
    """The jail's receipt of a request or a cancellation, with service on the person: booking -> enforcement."""

    case: str
    of: str  # request | suspended | cancelled_before | cancellation
    served: bool
    request: str = ""


class CustodyNotice(msgspec.Struct, frozen=True):
    """A custody event of the person: booking -> enforcement."""

    event: str  # an event of the machine CUSTODY
    at: str  # ISO 8601 with zone
    hold_hours: int | None = None


class CustodyPrompt(msgspec.Struct, frozen=True):
    """A hold is about to end, or has: enforcement -> booking. The release is the jail's act."""

    case: str
    level: str  # warning | overdue
    due_at: str
    text: str


class CitizenshipClaim(msgspec.Struct, frozen=True):
    """Somebody says that the person is a citizen; from any role to enforcement. Stops the case at once."""

    channel: str
    statement: str


class Expungement(msgspec.Struct, frozen=True):
    """An order that bookings and persons are to be forgotten: to all who were told of them."""

    order: str
    authority: str  # court and number of the order; no name
    correlations: list[str]
    subjects: list[str] = []  # FBI numbers that are given up


class ExpungementCertificate(msgspec.Struct, frozen=True):
    """What an agency erased on an order: to who passed the order on."""

    order: str
    at: str
    keys_destroyed: int
    enrolments_removed: int
    passed_on_to: list[str]


class Correction(msgspec.Struct, frozen=True):
    """A record on which a receiver relied was wrong, is disputed, sealed or open again: to all who were told."""

    kind: str  # amended | identity | disagreement | sealed | unsealed
    about: str  # correlation
    text: str
    convictions: list[Conviction] | None = None  # the history as it is now, for who ranks by it
    fbi_number: str | None = None
    dispositions_missing: int = 0
    encounters: list[Encounter] | None = None  # those on record now, for whoever took them as evidence
    formerly: str | None = None  # a number that is given up: whoever knows it knows `fbi_number` from now on


class MessageType(NamedTuple):
    """Body and permitted ways of one message type."""

    body: type[msgspec.Struct]
    ways: frozenset[tuple[str, str]]  # (sender's role, receiver's role)
    subject_purposes: frozenset[str]


CRIMINAL = frozenset({"criminal"})
# The purposes of the policy's table (policy/data/purposes): which of them a transaction has, its type decides.
ANY_PURPOSE = frozenset(entry.code for entry in default_store().purposes("2008-10").purposes)


def _ways(*pairs: str) -> frozenset[tuple[str, str]]:
    """Parse `sender>receiver` pairs."""
    result = set()
    for pair in pairs:
        sender, _, receiver = pair.partition(">")
        result.add((sender, receiver))
    return frozenset(result)


_BETWEEN_ALL = frozenset(
    (a, b)
    for a in ("booking", "state", "criminal", "immigration", "enforcement")
    for b in ("booking", "state", "criminal", "immigration", "enforcement")
    if a != b
)

TYPES: dict[str, MessageType] = {
    "submission": MessageType(Submission, _ways("booking>state", "state>criminal"), ANY_PURPOSE),
    "answer": MessageType(Answer, _ways("criminal>state", "state>booking"), ANY_PURPOSE),
    "search": MessageType(SearchJob, _ways("criminal>criminal"), ANY_PURPOSE),
    "adjudicated": MessageType(AdjudicatedSearch, _ways("criminal>criminal", "immigration>immigration"), ANY_PURPOSE),
    "identify_request": MessageType(IdentifyRequest, _ways("criminal>immigration"), CRIMINAL),
    "identify_answer": MessageType(IdentifyAnswer, _ways("immigration>criminal"), CRIMINAL),
    "match_notice": MessageType(MatchNotice, _ways("immigration>enforcement"), CRIMINAL),
    "iaq": MessageType(ImmigrationAlienQuery, _ways("criminal>enforcement"), CRIMINAL),
    "iaq_acknowledgement": MessageType(QueryAcknowledgement, _ways("enforcement>criminal"), CRIMINAL),
    "iar": MessageType(ImmigrationAlienResponse, _ways("enforcement>criminal"), CRIMINAL),
    "combined_answer": MessageType(CombinedAnswer, _ways("criminal>state", "state>booking"), CRIMINAL),
    "detainer": MessageType(DetainerRequest, _ways("enforcement>booking"), CRIMINAL),
    "detainer_cancellation": MessageType(DetainerCancellation, _ways("enforcement>booking"), CRIMINAL),
    "detainer_acknowledgement": MessageType(DetainerAcknowledgement, _ways("booking>enforcement"), CRIMINAL),
    "custody": MessageType(CustodyNotice, _ways("booking>enforcement"), CRIMINAL),
    "expunge": MessageType(Expungement, _BETWEEN_ALL, ANY_PURPOSE),
    "expunged": MessageType(ExpungementCertificate, _BETWEEN_ALL, ANY_PURPOSE),
    "correction": MessageType(Correction, _BETWEEN_ALL, ANY_PURPOSE),
    "custody_prompt": MessageType(CustodyPrompt, _ways("enforcement>booking"), CRIMINAL),
    "citizenship_claim": MessageType(
        CitizenshipClaim,
        _ways("booking>enforcement", "state>enforcement", "criminal>enforcement", "immigration>enforcement"),
        CRIMINAL,
    ),
}
