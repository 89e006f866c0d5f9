"""An index that is elsewhere: for who looks at a repository beside its own process, which alone has the gallery."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

from tenprint.errors import UnavailableError
from tenprint.search.answer import Answer
from tenprint.search.index.model import Digest, Fingers, Index


class AbsentIndex(Index):
    """Searches nothing and changes nothing, and says so."""

    @property
    def instance(self) -> str:
        """Always the same: there is nothing that could be another one."""
        return "absent"

    def add(self, subjects: Sequence[tuple[str, Fingers]]) -> None:
        """Refuse."""
        _refuse()

    def erase(self, subjects: Sequence[str]) -> set[str]:
        """Refuse."""
        _refuse()

    def search(self, searches: Sequence[Fingers], **options: Any) -> list[Answer]:
        """Refuse."""
        _refuse()

    def names(self) -> Iterator[str]:
        """Refuse."""
        _refuse()

    def digest(self) -> Digest:
        """Refuse."""
        _refuse()

    def get(self, subject: str) -> NoReturn:
        """Refuse."""
        _refuse()

    def __contains__(self, subject: object) -> bool:
        _refuse()

    def __iter__(self) -> Iterator[str]:
        _refuse()

    def __len__(self) -> int:
        _refuse()

    def close(self) -> None:
        """Nothing is open."""


def _refuse() -> NoReturn:
    raise UnavailableError(
        "the gallery belongs to the repository's own process", remedy="Ask that process, `tenprint serve`."
    )
