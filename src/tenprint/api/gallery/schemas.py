"""What is sent to a gallery's service and what it answers, as JSON."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from tenprint.errors import TemplateError, UsageError
from tenprint.fingerprint.template import Template, interchange
from tenprint.search import Answer
from tenprint.search.index.wire import unpacked_finger
from tenprint.search.parameters import DEFAULT_LIMIT
from tenprint.search.shards import ShardStatus

Form = Literal["compact", "iso2005", "ansi2004"]
MOST_SUBJECTS = 10_000  # of one bulk request
MOST_CANDIDATES = 1_000
LONGEST_SECONDS = 600.0


class Prints(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Fingers of one person: position (1 to 10) -> template, base64; `format` says of what kind."""

    fingers: dict[int, bytes]
    format: Form = "iso2005"


class Subject(Prints, frozen=True, forbid_unknown_fields=True):
    """A subject with its identifier."""

    subject: str = ""


class Subjects(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Many subjects."""

    subjects: Annotated[list[Subject], msgspec.Meta(max_length=MOST_SUBJECTS)]


class Search(Prints, frozen=True, forbid_unknown_fields=True):
    """A search.

    Attributes:
        positions: whether those of the fingers are known; where not, they are only numbered.
        limit: candidates to list.
        deadline: seconds after which the answer is given with what was done until then.
        wait: whether a shard that is being replaced is waited for; otherwise the answer is given without it.
        policy: version of the bands; the one in force where it is empty.
        thorough: whether everybody whom the filter passes on is compared, also where somebody is found for certain.
    """

    positions: Literal["known", "unknown"] = "known"
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST_CANDIDATES)] = DEFAULT_LIMIT
    deadline: Annotated[float, msgspec.Meta(gt=0, le=LONGEST_SECONDS)] | None = None
    wait: bool = True
    policy: str = ""
    thorough: bool = False


class Found(msgspec.Struct, frozen=True):
    """An answer; `complete` says whether everything was searched, `coverage` how much in words."""

    complete: bool
    coverage: str
    answer: Answer


class Enrolled(msgspec.Struct, frozen=True):
    """Numbers of subjects that were added, and that were there already and left as they are."""

    added: int
    known: int


class Status(msgspec.Struct, frozen=True):
    """How the gallery is.

    Attributes:
        subjects: as far as known.
        shards_answering, shards_total: a search is answered in full where they are the same.
        copies_current, copies_total: what could be lost without a shard falling silent.
        moving: whether subjects are being moved to shards that were added.
        shards: each one.
    """

    subjects: int
    shards_answering: int
    shards_total: int
    copies_current: int
    copies_total: int
    moving: bool
    shards: list[ShardStatus]


def templates_of(prints: Prints) -> dict[int, Template]:
    """Return templates by position.

    Raises:
        UsageError: no finger, or a position that there is not.
        TemplateError: one cannot be read.
    """
    if not prints.fingers or not all(1 <= position <= 10 for position in prints.fingers):
        raise UsageError("fingers are those of positions 1 to 10, at least one", where="fingers")
    return {position: _template(data, prints.format, position) for position, data in prints.fingers.items()}


def _template(data: bytes, form: Form, position: int) -> Template:
    where = f"fingers.{position}"
    if form == "compact":
        return unpacked_finger(data, where)
    found = interchange.read(data, source=where)
    if len(found) != 1:
        raise TemplateError(f"{len(found)} fingers in the place of one", where=where)
    if found[0].source != form:
        raise TemplateError(f"the template is no {form}", where=where)
    return found[0]
