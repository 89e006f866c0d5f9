"""What goes over the wire: requests and answers. What a case or an answer is, the packages below say."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from tenprint.agency.booking.reading import ReceivedAnswer, SubmissionLine
from tenprint.agency.webhooks import Webhook
from tenprint.cases.listing import CaseLine
from tenprint.cases.vocabulary import Action, Basis, Channel, Determination, Reason
from tenprint.policy.activation_view import Entry
from tenprint.statistics.report import Row


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """What a person logs on with. `notice_accepted`: the notice of use was read."""

    name: str
    password: str
    code: str
    notice_accepted: bool = False


class Token(msgspec.Struct, frozen=True):
    """The token of a session, or of a key."""

    token: str


class KeyRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Which key an administrator makes: for whom, with which scopes (actions of the access table), for how long."""

    account: str
    scopes: list[str]
    days: int = 30


class Accepted(msgspec.Struct, frozen=True):
    """A submission is stored durably. `new` is false where the same file was sent before."""

    tcn: str
    correlation: str
    new: bool
    links: dict[str, str]


class SubmissionPage(msgspec.Struct, frozen=True):
    """Submissions, the newest first."""

    items: list[SubmissionLine]
    next: str | None


class Answers(msgspec.Struct, frozen=True):
    """A submission's state and its answers, the oldest first; transactions in base64."""

    correlation: str
    answers: list[ReceivedAnswer]


class WebhookRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Which address is told of which events, as submission.answered."""

    address: str
    events: list[str]


class WebhookSecret(msgspec.Struct, frozen=True):
    """A new webhook, and the secret of its signatures (HMAC-SHA-256); it is told once."""

    identifier: str
    secret: str


class Webhooks(msgspec.Struct, frozen=True):
    """The caller's webhooks, the oldest first."""

    items: list[Webhook]


class Queue(msgspec.Struct, frozen=True):
    """One queue: how many wait, for how long the oldest (seconds), how many are dead."""

    waiting: int
    oldest_s: float
    dead: int


class Queues(msgspec.Struct, frozen=True):
    """Both queues."""

    inbox: Queue
    outbox: Queue


class DeadLetter(msgspec.Struct, frozen=True):
    """A dead letter by its envelope; never what is in it."""

    sequence: int
    partner: str
    type: str
    correlation: str
    attempts: int
    created_at: datetime
    error: str | None


class DeadLetterPage(msgspec.Struct, frozen=True):
    """Dead letters, the newest first."""

    items: list[DeadLetter]
    next: str | None


class Done(msgspec.Struct, frozen=True):
    """It is done: to what, and where that stands now."""

    thing: str
    state: str


class CasePage(msgspec.Struct, frozen=True):
    """Cases, the gravest level first."""

    items: list[CaseLine]
    next: str | None


class Decide(msgspec.Struct, frozen=True, kw_only=True):
    """What an officer determines and proposes."""

    determination: Determination
    action: Action
    grounds: str
    reasons: tuple[Reason, ...] = (Reason.STATED_IN_GROUNDS,)
    basis: Basis | None = None


class Confirm(msgspec.Struct, frozen=True, kw_only=True):
    """A supervisor confirms, or returns the case."""

    agree: bool
    grounds: str


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """A claim to citizenship: the case is held at once."""

    channel: Channel
    statement: str = ""


class Activations(msgspec.Struct, frozen=True):
    """Who takes part on a day, under which version of the registry."""

    version: str
    day: date
    items: list[Entry]
    next: str | None


class Statistics(msgspec.Struct, frozen=True):
    """The figures of a place as anybody may see them: small counts are not shown."""

    place: str
    made_at: datetime
    versions: dict[str, str]
    items: list[Row]
    next: str | None
