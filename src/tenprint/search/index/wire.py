"""What a repository and a gallery's service say to each other, as JSON; templates are in the compact form."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from tenprint.errors import CorruptionError, TemplateError, UsageError
from tenprint.fingerprint.template import Template
from tenprint.search.answer import Answer, Bands
from tenprint.search.index.model import Fingers
from tenprint.search.options import Options
from tenprint.search.packing import pack_finger, unpack_finger
from tenprint.search.parameters import FINGERS

OWNER, INSTANCE = "X-Gallery-Owner", "X-Gallery-Instance"
"""Headers: of a request, whose the gallery is; of an answer, which start of the service gives it."""

PATH = "/v1/index/"
MOST_NAMES = 10_000  # of one request
MOST_SEARCHES = 64  # of one batch
MOST_LISTED = 5_000  # candidates of an answer
LONGEST_SECONDS = 600.0

Packed = dict[int, bytes]


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Identifiers."""

    names: Annotated[list[str], msgspec.Meta(max_length=MOST_NAMES)]


class Listed(msgspec.Struct, frozen=True):
    """Identifiers of one shard, and the number of shards."""

    names: list[str]
    shards: int


class Enrolment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Subjects: identifier -> finger position -> compact template."""

    subjects: Annotated[dict[str, Packed], msgspec.Meta(max_length=MOST_NAMES)]


class Batch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Searches with their options; see `Options`.

    Attributes:
        bands: largest chances of a false match for lights-out and for adjudication, and the fingers of lights-out.
        deadline: s; with none the service's own patience holds.
    """

    searches: Annotated[list[Packed], msgspec.Meta(min_length=1, max_length=MOST_SEARCHES)]
    positions: Literal["known", "unknown"]
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST_LISTED)]
    bands: tuple[float, float, int]
    policy: str
    deadline: Annotated[float, msgspec.Meta(gt=0, le=LONGEST_SECONDS)] | None = None
    gallery_size: Annotated[int, msgspec.Meta(ge=1)] | None = None
    further: Annotated[int, msgspec.Meta(ge=0)] | None = None
    thorough: bool = False

    def options(self) -> Options:
        """Return the options."""
        return Options(
            limit=self.limit,
            bands=Bands(*self.bands),
            policy=self.policy,
            deadline=self.deadline,
            gallery_size=self.gallery_size,
            further=self.further,
            thorough=self.thorough,
        )


class Answers(msgspec.Struct, frozen=True):
    """One a search, in their order."""

    answers: list[Answer]


class Digested(msgspec.Struct, frozen=True):
    """See `Digest`."""

    subjects: int
    total: int


def batch_of(searches: list[Packed], positions: Literal["known", "unknown"], options: Options) -> Batch:
    """Return what is sent for searches."""
    bands = options.bands
    return Batch(
        searches=searches,
        positions=positions,
        limit=options.limit,
        bands=(bands.lights_out, bands.adjudicate, bands.lights_out_fingers),
        policy=options.policy,
        deadline=options.deadline,
        gallery_size=options.gallery_size,
        further=options.further,
        thorough=options.thorough,
    )


def packed(fingers: Fingers) -> Packed:
    """Return compact templates by position."""
    return {position: pack_finger(template, position) for position, template in fingers.items()}


def unpacked(fingers: Packed) -> dict[int, Template]:
    """Return templates by position.

    Raises:
        UsageError: no finger, or a position that there is not.
        TemplateError: one cannot be read.
    """
    if not fingers or not all(1 <= position <= FINGERS for position in fingers):
        raise UsageError("fingers are those of positions 1 to 10, at least one", where="fingers")
    return {position: unpacked_finger(data, f"fingers.{position}") for position, data in fingers.items()}


def unpacked_finger(data: bytes, where: str) -> Template:
    """Return the template of one finger.

    Raises:
        TemplateError: it cannot be read, or something follows it.
    """
    try:
        _, template, end = unpack_finger(data)
    except CorruptionError as error:
        raise TemplateError(error.what, where=where) from error
    if end != len(data):
        raise TemplateError(f"{len(data) - end} bytes behind the finger", where=where)
    return template
