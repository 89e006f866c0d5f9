"""Explains a level in words: what was counted by which rule, what was not, and why."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tenprint.policy.levels import LevelPolicy, LevelResult, LevelRule, priority_level
from tenprint.policy.model import Conviction


class RuleTrace(msgspec.Struct, frozen=True, kw_only=True):
    """What one rule saw: the count it came to, and for each conviction why it was counted or not."""

    rule: str
    gives: str
    words: str
    counted: int
    needed: int
    satisfied: bool
    convictions: tuple[str, ...]


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """A level and all that led to it."""

    case: str
    result: LevelResult
    traces: tuple[RuleTrace, ...]
    text: str


def explain(case: str, history: Sequence[Conviction], policy: LevelPolicy) -> Explanation:
    """Explain the level of one case under one policy."""
    result = priority_level(history, policy)
    traces = tuple(_trace(rule, history) for rule in policy.rules)
    return Explanation(case=case, result=result, traces=traces, text=_text(case, history, policy, result, traces))


def _trace(rule: LevelRule, history: Sequence[Conviction]) -> RuleTrace:
    number, _ = rule.count(history)
    return RuleTrace(
        rule=rule.id,
        gives=rule.gives,
        words=rule.words,
        counted=number,
        needed=rule.at_least,
        satisfied=number >= rule.at_least,
        convictions=tuple(f"{entry.words()}: {_why(rule, entry)}" for entry in history),
    )


def _why(rule: LevelRule, conviction: Conviction) -> str:
    if rule.counts(conviction):
        return "counted"
    if rule.severity and conviction.severity not in rule.severity:
        wanted = " or ".join(severity.replace("_", " ") for severity in rule.severity)
        return f"not counted, the rule asks for {wanted}"
    if conviction.sentence_days < rule.sentence_days_at_least:
        return f"not counted, the rule asks for {rule.sentence_days_at_least} days to serve"
    if rule.offences and conviction.offence is None:
        return "not counted, the offence is unknown"
    return "not counted, the offence is not among those of the rule"


def _text(
    case: str,
    history: Sequence[Conviction],
    policy: LevelPolicy,
    result: LevelResult,
    traces: Sequence[RuleTrace],
) -> str:
    meaning = next(entry.words for entry in policy.classes if entry.name == result.level)
    lines = [
        f"Case {case}: {result.level} under {policy.version} ({policy.title}).",
        f"{result.level} means: {meaning}",
        "",
        f"Convictions on record: {len(history)}.",
        *(f"  - {entry.words()}" for entry in history),
        "",
        "Rules:",
    ]
    for trace in traces:
        verdict = "met" if trace.satisfied else "not met"
        lines.append(f"  - {trace.gives}, {trace.rule}: {verdict} ({trace.counted} of {trace.needed}). {trace.words}")
        lines += [f"      {entry}" for entry in trace.convictions]
    lines += [
        "",
        "Why: " + " ".join(result.reasons),
        "Read: convictions only. Not read, since there is no place for it: charges, arrests, name, sex, race, "
        "birthplace, nationality.",
        f"Policy file SHA-256: {policy.digest or 'none (not from a file)'}.",
    ]
    if any(entry.given_by == "officer" for entry in policy.classes):
        names = ", ".join(entry.name for entry in policy.classes if entry.given_by == "officer")
        lines.append(f"Only an officer may give: {names}.")
    return "\n".join(lines)
