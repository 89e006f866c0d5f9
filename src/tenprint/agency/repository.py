"""What both repositories do alike with a search: the band of the best candidate decides what happens next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tenprint.agency.masterfile import MasterFile, Prints
from tenprint.errors import UnavailableError
from tenprint.policy import Band, BandPolicy, BandResult
from tenprint.search import Answer, Candidate


class Found(NamedTuple):
    """A search's outcome.

    Attributes:
        band: what policy does with it.
        candidates: holders of encounters and their log-likelihood ratios, best first, none below the bands.
        best: the best candidate's log-likelihood ratio, in nats; minus infinity where there is none.
        coverage: how much was searched, in words.
        complete: whether all was searched; only then is "no match" an answer.
        policy_version: version of the bands.
        reason: in words.
    """

    band: Band
    candidates: list[tuple[str, float]]
    best: float
    coverage: str
    complete: bool
    policy_version: str
    reason: str


def search(file: MasterFile, prints: Prints, bands: BandPolicy) -> Found:
    """Search a master file and place the candidates in the policy's bands."""
    return search_many(file, [prints], bands)[0]


def search_many(file: MasterFile, searches: Sequence[Prints], bands: BandPolicy) -> list[Found]:
    """Search for several at once; see `search`."""
    return [_found(answer, bands) for answer in file.search_many(searches, bands)]


def list_many(file: MasterFile, searches: Sequence[Prints], bands: BandPolicy) -> list[Found]:
    """Search for all records of several persons, under whatever number they are; see `search`."""
    return [_found(answer, bands) for answer in file.search_many(searches, bands, thorough=True)]


def whole(found: Found) -> Found | UnavailableError:
    """Return what was found, or that it is to be tried again: "no match" is an answer only where all was searched."""
    if found.complete or found.band is Band.LIGHTS_OUT:
        return found
    return UnavailableError(f"only {found.coverage} could be searched", remedy="It is tried again.")


def _found(answer: Answer, bands: BandPolicy) -> Found:
    placed = [(candidate, _place(candidate, bands)) for candidate in answer.candidates]
    in_bands = [(c, p) for c, p in placed if p.band is not Band.NO_MATCH]
    return Found(
        band=in_bands[0][1].band if in_bands else Band.NO_MATCH,
        candidates=[(c.subject, c.llr) for c, _ in in_bands],
        best=in_bands[0][0].llr if in_bands else float("-inf"),
        coverage=str(answer.coverage),
        complete=answer.coverage.complete,
        policy_version=bands.version,
        reason=in_bands[0][1].reason if in_bands else "no candidate within the bands",
    )


def _place(candidate: Candidate, bands: BandPolicy) -> BandResult:
    return bands.place(candidate.llr, candidate.false_match_probability, len(candidate.fingers))
