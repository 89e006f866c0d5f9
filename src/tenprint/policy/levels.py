"""Priority levels: rules as data, each a lower bound on a count of convictions.

A rule can only say "at least n convictions of such a kind". So a conviction more can never lower a level, whatever
rules a file holds, and a charge cannot raise one: there is no word for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec

from tenprint.errors import UsageError
from tenprint.policy.model import Conviction, Header, Severity

Series = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{2}([0-9]{2})?$", description="NCIC series or full code")]


class LevelClass(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A class of a level policy. The order in the file is the order of gravity, gravest first.

    `given_by` says who may give it: "rules" (computed), or "officer" (the facts it rests on are no convictions, so
    software never gives it).
    """

    name: Annotated[str, msgspec.Meta(pattern=r"^[A-Z][A-Z0-9_]*$")]
    words: str
    given_by: Literal["rules", "officer"] = "rules"


class LevelRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """At least `at_least` convictions that pass every filter give the class `gives`.

    Attributes:
        id: a short name, unique in the file.
        gives: name of the class.
        words: what the rule says, in words.
        at_least: the count that is needed.
        severity: only convictions of these severities; empty: of any.
        offences: only these NCIC series (two digits) or codes (four); empty: any, also unknown.
        except_offences: none of these.
        sentence_days_at_least: only with at least so many days to serve.
        separate_days: convictions of one day count once (the nearest that a history can tell of separate incidents).
    """

    id: str
    gives: str
    words: str
    at_least: Annotated[int, msgspec.Meta(ge=1)] = 1
    severity: tuple[Severity, ...] = ()
    offences: tuple[Series, ...] = ()
    except_offences: tuple[Series, ...] = ()
    sentence_days_at_least: Annotated[int, msgspec.Meta(ge=0)] = 0
    separate_days: bool = False

    def counts(self, conviction: Conviction) -> bool:
        """Say whether this conviction passes the filters."""
        if self.severity and conviction.severity not in self.severity:
            return False
        if self.offences and not _is_among(conviction.offence, self.offences):
            return False
        if self.except_offences and _is_among(conviction.offence, self.except_offences):
            return False
        return conviction.sentence_days >= self.sentence_days_at_least

    def count(self, history: Sequence[Conviction]) -> tuple[int, tuple[Conviction, ...]]:
        """Return the count that is held against `at_least`, and the convictions that passed the filters."""
        passed = tuple(conviction for conviction in history if self.counts(conviction))
        number = len({conviction.date for conviction in passed}) if self.separate_days else len(passed)
        return number, passed


class LevelPolicy(Header, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One version of the levels.

    Attributes:
        classes: gravest first.
        rules: in any order; the gravest class that any rule gives is the result.
        without_conviction: the class of a history without convictions; never pooled with a level.
        otherwise: the class of a history with convictions that no rule counts.
    """

    classes: tuple[LevelClass, ...]
    rules: tuple[LevelRule, ...]
    without_conviction: str
    otherwise: str

    def rank(self, name: str) -> int:
        """Return how grave a class is: higher is graver, the last of the file is 0."""
        names = [entry.name for entry in self.classes]
        return len(names) - 1 - names.index(name)


class LevelResult(msgspec.Struct, frozen=True, kw_only=True):
    """A level, the version that gave it, and why.

    Attributes:
        level: name of the class.
        policy_version: version of the policy that was applied.
        reasons: one sentence for each rule that gave this class.
        rules: the identifiers of those rules.
        policy_digest: SHA-256 of the policy file.
    """

    level: str
    policy_version: str
    reasons: tuple[str, ...]
    rules: tuple[str, ...] = ()
    policy_digest: str = ""


def priority_level(history: Sequence[Conviction], policy: LevelPolicy) -> LevelResult:
    """Return the priority level of a history of convictions under a policy.

    Args:
        history: convictions only, in any order; see `Conviction` for why nothing else can be handed in.
        policy: one version of the levels.

    Returns:
        The gravest class that any rule gives, with the rules that gave it. The order of the history does not matter.

    Raises:
        UsageError: something else than a `Conviction` was handed in, also a type derived from it.
    """
    for entry in history:
        if type(entry) is not Conviction:
            raise UsageError(
                f"a level was asked for from {type(entry).__name__}", remedy="Hand in convictions, nothing else."
            )
    if not history:
        return LevelResult(
            level=policy.without_conviction,
            policy_version=policy.version,
            reasons=("There is no conviction in the history.",),
            policy_digest=policy.digest,
        )
    satisfied = [(rule, *rule.count(history)) for rule in policy.rules]
    satisfied = [(rule, number, passed) for rule, number, passed in satisfied if number >= rule.at_least]
    if not satisfied:
        return LevelResult(
            level=policy.otherwise,
            policy_version=policy.version,
            reasons=(f"There are {len(history)} convictions; none meets a rule of this policy.",),
            policy_digest=policy.digest,
        )
    level = max((rule.gives for rule, _, _ in satisfied), key=policy.rank)
    decisive = [entry for entry in satisfied if entry[0].gives == level]
    return LevelResult(
        level=level,
        policy_version=policy.version,
        reasons=tuple(_reason(rule, number, passed) for rule, number, passed in decisive),
        rules=tuple(rule.id for rule, _, _ in decisive),
        policy_digest=policy.digest,
    )


def _is_among(offence: str | None, entries: tuple[str, ...]) -> bool:
    return offence is not None and offence.startswith(entries)


def _reason(rule: LevelRule, number: int, passed: tuple[Conviction, ...]) -> str:
    counted = "; ".join(conviction.words() for conviction in sorted(passed, key=_order))
    return f"{rule.words} Counted {number}, needed {rule.at_least}: {counted}."


def _order(conviction: Conviction) -> tuple[str, str, str, int]:
    return (conviction.date.isoformat(), conviction.offence or "", conviction.severity, conviction.sentence_days)
