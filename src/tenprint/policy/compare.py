"""The same cases under two policies: who moves where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from tenprint.policy.cases import Case
from tenprint.policy.levels import LevelPolicy, priority_level


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """One case and its class under each policy, with the reasons of each."""

    case: str
    first: str
    second: str
    first_reasons: tuple[str, ...]
    second_reasons: tuple[str, ...]


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """How two policies see the same cases.

    Attributes:
        first, second: versions.
        first_digest, second_digest: SHA-256 of their files.
        first_classes, second_classes: gravest first; classes that only an officer may give are left out.
        table: row for each class of the first, column for each of the second: number of cases.
        cases: number of cases.
        without_conviction: of them, cases without any conviction, the same under every policy.
        moved: every case with its classes, in the order given.
    """

    first: str
    second: str
    first_digest: str
    second_digest: str
    first_classes: tuple[str, ...]
    second_classes: tuple[str, ...]
    table: tuple[tuple[int, ...], ...]
    cases: int
    without_conviction: int
    moved: tuple[Moved, ...]

    def totals(self) -> tuple[dict[str, int], dict[str, int]]:
        """Return the number of cases in each class under the first and under the second."""
        first = {name: sum(row) for name, row in zip(self.first_classes, self.table, strict=True)}
        second = {name: sum(row[i] for row in self.table) for i, name in enumerate(self.second_classes)}
        return first, second


def compare(cases: Sequence[Case], first: LevelPolicy, second: LevelPolicy) -> Comparison:
    """Compute the classes of the same cases under two policies."""
    rows, columns = _classes(first), _classes(second)
    moved = []
    for case in cases:
        one, two = priority_level(case.convictions, first), priority_level(case.convictions, second)
        moved.append(
            Moved(
                case=case.case,
                first=one.level,
                second=two.level,
                first_reasons=one.reasons,
                second_reasons=two.reasons,
            )
        )
    counts = Counter((entry.first, entry.second) for entry in moved)
    return Comparison(
        first=first.version,
        second=second.version,
        first_digest=first.digest,
        second_digest=second.digest,
        first_classes=rows,
        second_classes=columns,
        table=tuple(tuple(counts[row, column] for column in columns) for row in rows),
        cases=len(cases),
        without_conviction=sum(not case.convictions for case in cases),
        moved=tuple(moved),
    )


def _classes(policy: LevelPolicy) -> tuple[str, ...]:
    return tuple(entry.name for entry in policy.classes if entry.given_by == "rules")
