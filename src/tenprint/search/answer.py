"""What a search answers: candidates in bands, how sure each is, and how much of the gallery was searched."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tenprint.errors import UsageError

PASSED = "passed by the filter"


class Band(StrEnum):
    """What policy does with a candidate; software identifies, people decide."""

    LIGHTS_OUT = "lights_out"
    ADJUDICATE = "adjudicate"
    NO_MATCH = "no_match"


@dataclass(frozen=True, slots=True)
class Bands:
    """Two limits set by policy, each the largest acceptable chance of a false match at this gallery's size.

    Attributes:
        lights_out: at or below it a candidate is reported without an examiner.
        adjudicate: at or below it a candidate goes to an examiner; above it, it is no match.
        lights_out_fingers: fingers that lights-out needs; one alone is never enough.

    Raises:
        UsageError: the limits are not 0 <= lights_out <= adjudicate <= 1.
    """

    lights_out: float = 1e-6
    adjudicate: float = 1e-2
    lights_out_fingers: int = 4

    def __post_init__(self) -> None:
        if not 0 <= self.lights_out <= self.adjudicate <= 1:
            raise UsageError(
                f"bands {self.lights_out} and {self.adjudicate} are not in order",
                remedy="Give chances of a false match with 0 <= lights_out <= adjudicate <= 1.",
            )

    def of(self, false_match_probability: float, fingers: int) -> Band:
        """Return the band of a candidate with this chance of a false match on so many fingers."""
        if false_match_probability <= self.lights_out and fingers >= self.lights_out_fingers:
            return Band.LIGHTS_OUT
        return Band.ADJUDICATE if false_match_probability <= self.adjudicate else Band.NO_MATCH


@dataclass(frozen=True, slots=True)
class FingerScore:
    """What one finger says about a candidate.

    Attributes:
        position: finger of the search (1 to 10; 0 unknown).
        file_position: finger of the gallery's subject that it was compared with.
        score: of the 1:1 matcher, higher is more alike.
        llr: its log-likelihood ratio in nats, already limited as fusion limits it.
    """

    position: int
    file_position: int
    score: float
    llr: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """One subject that may be the person searched for.

    Attributes:
        subject: the identifier that it was inserted under.
        llr: log-likelihood ratio over all fingers, nats: how many times likelier these scores are for mates.
        false_match_probability: chance that a search with no mate in a gallery of this size has such a candidate.
        band: what policy does with it.
        fingers: the parts, one a finger compared.
        explanation: in words, how the fingers were assigned and what the sum consists of.
    """

    subject: str
    llr: float
    false_match_probability: float
    band: Band
    fingers: tuple[FingerScore, ...]
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the gallery stands behind an answer.

    Attributes:
        subjects: number of subjects that were searched.
        subjects_total: number that the gallery holds as far as is known.
        shards_answered, shards_total: parts of the gallery that answered in time, and all of them.
        finished: whether the candidates of the filter were all compared; not so where the deadline came first.
    """

    subjects: int
    subjects_total: int
    shards_answered: int = 1
    shards_total: int = 1
    finished: bool = True

    @property
    def complete(self) -> bool:
        """Whether everything was searched; only then may no candidate be read as "no match"."""
        everything = self.shards_answered == self.shards_total and self.subjects >= self.subjects_total
        return everything and self.finished

    def __str__(self) -> str:
        of_all = f" of {self.subjects_total:,}" if self.subjects < self.subjects_total else ""
        text = f"{self.shards_answered} of {self.shards_total} shards, {self.subjects:,}{of_all} subjects"
        return text if self.finished else f"{text}, comparison cut short by the deadline"


@dataclass(frozen=True, slots=True)
class Answer:
    """Candidates by falling likelihood, with coverage, the policy that set the bands, and the time it took.

    Attributes:
        candidates: those in the bands lights-out and adjudicate first, then the best of the rest, `limit` in all.
        coverage: how much was searched.
        policy: version of the policy whose bands were applied.
        gallery_size: number of subjects that false match probabilities hold for.
        seconds: wall-clock time of the search.
        stages: name and number of subjects that entered each stage of the cascade, in order.
    """

    candidates: tuple[Candidate, ...]
    coverage: Coverage
    policy: str
    gallery_size: int
    seconds: float
    stages: tuple[tuple[str, int], ...] = ()

    @property
    def hits(self) -> tuple[Candidate, ...]:
        """The candidates that are no "no match"."""
        return tuple(c for c in self.candidates if c.band is not Band.NO_MATCH)

    @property
    def passed_by_filter(self) -> int:
        """Number of subjects that the filter passed on to the other stages."""
        return dict(self.stages).get(PASSED, 0)

    @property
    def band(self) -> Band:
        """The band of the best candidate.

        It is `NO_MATCH` also when only a part of the gallery was searched: look at `coverage.complete` first.
        """
        return self.candidates[0].band if self.candidates else Band.NO_MATCH

    def __str__(self) -> str:
        return f"{self.band}: {len(self.hits)} candidates ({self.coverage}, policy {self.policy})"
