"""The interface: an index over prints that somebody's database holds, who can always fill it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from tenprint.fingerprint.template import Template
from tenprint.search.answer import Answer
from tenprint.search.cascade.query import Positions
from tenprint.search.gallery.index import hash_subject
from tenprint.search.options import Options

Fingers = Mapping[int, Template]


class Digest(NamedTuple):
    """Number of subjects, and the sum of the hashes of their identifiers modulo 2^64: the order says nothing."""

    subjects: int
    total: int


class Index(Protocol):
    """Finds subjects by their prints. All methods may be called by several threads, and repeated.

    A method that changes something may raise `UnavailableError`; then it is not known whether the change was made.
    """

    @property
    def instance(self) -> str:
        """Another text after the index may have become another one behind our back: compare its contents then."""

    def add(self, subjects: Sequence[tuple[str, Fingers]]) -> None:
        """Add subjects; those that are there already stay as they are."""

    def erase(self, subjects: Sequence[str]) -> set[str]:
        """Erase those of these subjects that are there; return those of whom bytes may be left somewhere.

        None of them is found any more. Ask again later, until none is returned.
        """

    def search(
        self, searches: Sequence[Fingers], *, positions: Positions = Positions.KNOWN, options: Options | None = None
    ) -> list[Answer]:
        """Search for several at once. Of the options all are kept but `cancel`, `matcher` and what is for measuring.

        What could not be searched in time is missing from an answer's coverage.
        """

    def names(self) -> Iterable[str]:
        """Return all identifiers."""

    def digest(self) -> Digest:
        """Return the digest of `names`, cheaply; see `digest_of`. Other than theirs where subjects are moving."""

    def get(self, subject: str) -> dict[int, Template]:
        """Return a subject's templates.

        Raises:
            InputError: there is no such subject.
        """

    def __contains__(self, subject: object) -> bool: ...

    def __iter__(self) -> Iterator[str]: ...

    def __len__(self) -> int: ...

    def close(self) -> None:
        """Let go of it."""


def digest_of(names: Iterable[str]) -> Digest:
    """Return the digest of identifiers."""
    count = total = 0
    for name in names:
        count, total = count + 1, total + hash_subject(name)
    return Digest(count, total % 2**64)
