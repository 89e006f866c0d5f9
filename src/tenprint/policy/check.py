"""Checks policies against what the loader cannot see: contradictions within a file and between files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise, product
from typing import Literal, cast

import msgspec

from tenprint.errors import TenprintError
from tenprint.policy.activation import ActivationRegistry, RegistryData
from tenprint.policy.bands import BandPolicy
from tenprint.policy.levels import LevelPolicy, LevelRule
from tenprint.policy.model import Header, Severity
from tenprint.policy.offences import OffenceTable
from tenprint.policy.priorities import PriorityPolicy
from tenprint.policy.purposes import PurposePolicy
from tenprint.policy.retention import DATA, OUTCOMES, ROLES, RetentionPolicy
from tenprint.policy.store import KINDS, PolicyStore

APPLICANT = {"FANC", "FAUF", "NFUF", "NFUE", "MAP"}


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong ("error": it must not be used) or worth a look ("warning")."""

    kind: str
    version: str
    severity: Literal["error", "warning"]
    message: str


def check(store: PolicyStore) -> list[Finding]:
    """Check every version of every kind in a store, and whether each day has one."""
    findings: list[Finding] = []
    for kind in KINDS:
        loaded: list[Header] = []
        for version in store.files(kind):
            try:
                policy = store.load(kind, version)
            except TenprintError as error:
                findings.append(Finding(kind=kind, version=version, severity="error", message=str(error)))
                continue
            loaded.append(policy)
            findings += check_policy(policy)
        findings += _gaps(kind, loaded)
    return findings


def check_policy(policy: Header) -> list[Finding]:
    """Check one policy by itself."""
    problems = [*_header(policy), *_CHECKS[type(policy)](policy)]
    return [
        Finding(
            kind=policy.kind,
            version=policy.version,
            severity="warning" if text.startswith("note: ") else "error",
            message=text.removeprefix("note: "),
        )
        for text in problems
    ]


def _header(policy: Header) -> list[str]:
    found = []
    if policy.effective_to is not None and policy.effective_to <= policy.effective_from:
        found.append(f"it ends on {policy.effective_to}, before it starts")
    if not policy.sources:
        found.append("note: no source is named")
    found += [f"note: source not compared: {entry.title}" for entry in policy.sources if "memory" in entry.checked]
    return found


def _levels(policy: LevelPolicy) -> list[str]:
    names = [entry.name for entry in policy.classes]
    officer = {entry.name for entry in policy.classes if entry.given_by == "officer"}
    found = [f"class {name} is there twice" for name, count in Counter(names).items() if count > 1]
    found += [
        f"rule {rule.id} gives {rule.gives}, which is no class" for rule in policy.rules if rule.gives not in names
    ]
    found += [
        f"rule {rule.id} gives {rule.gives}, which only an officer may"
        for rule in policy.rules
        if rule.gives in officer
    ]
    ids = Counter(rule.id for rule in policy.rules)
    found += [f"rule {name} is there twice" for name, count in ids.items() if count > 1]
    for name in (policy.without_conviction, policy.otherwise):
        if name not in names or name in officer:
            found.append(f"{name} is no class that rules may give")
    if names and policy.without_conviction != names[-1]:
        found.append("the class without conviction is not the last one, so a conviction could lower a level")
    if policy.without_conviction in {rule.gives for rule in policy.rules}:
        found.append("a rule gives the class without conviction; the two would be pooled")
    if policy.otherwise in names and names.index(policy.otherwise) < _least(policy, names):
        found.append(
            f"{policy.otherwise} (no rule met) is graver than a class that a rule gives: a conviction more lowers"
        )
    if policy.otherwise == policy.without_conviction:
        found += [
            f"a {severity.replace('_', ' ')} may meet no rule and would then be pooled with those without conviction"
            for severity in Severity
            if not any(_takes_any(rule, severity) for rule in policy.rules)
        ]
    given = {rule.gives for rule in policy.rules} | {policy.otherwise, policy.without_conviction}
    found += [f"note: no rule gives {name}" for name in names if name not in given | officer]
    return found


def _takes_any(rule: LevelRule, severity: Severity) -> bool:
    """Say whether a single conviction of this severity always meets the rule."""
    narrow = rule.offences or rule.except_offences or rule.sentence_days_at_least or rule.at_least > 1
    return not narrow and (not rule.severity or severity in rule.severity)


def _least(policy: LevelPolicy, names: list[str]) -> int:
    """Return the position of the least grave class that a rule gives."""
    return max((names.index(rule.gives) for rule in policy.rules if rule.gives in names), default=0)


def _offences(policy: OffenceTable) -> list[str]:
    series = Counter(entry.series for entry in policy.series)
    codes = Counter(entry.code for entry in policy.offences)
    found = [f"series {name} is there twice" for name, count in series.items() if count > 1]
    found += [f"code {name} is there twice" for name, count in codes.items() if count > 1]
    found += [f"code {code} has no series" for code in codes if code[:2] not in series]
    if "0399" not in policy.refused_in_queries:
        found.append("the generic code 0399 is not refused in queries")
    return found


def _bands(policy: BandPolicy) -> list[str]:
    upper, lower = policy.lights_out, policy.adjudicate
    found = []
    if upper.llr_at_least < lower.llr_at_least:
        found.append("lights-out asks for less evidence than adjudication")
    if upper.false_match_probability_at_most > lower.false_match_probability_at_most:
        found.append("lights-out allows more false matches than adjudication")
    if upper.fingers_at_least < 2:
        found.append("lights-out on a single finger")
    return found


def _purposes(policy: PurposePolicy) -> list[str]:
    tots = Counter(tot for entry in policy.purposes for tot in entry.tots)
    found = [f"type {tot} has two purposes" for tot, count in tots.items() if count > 1]
    for entry in policy.purposes:
        if APPLICANT & set(entry.tots) and ("immigration" in entry.repositories or entry.query_purpose):
            found.append(f"purpose {entry.code} lets an applicant raise an immigration query")
        if entry.query_purpose and "immigration" not in entry.repositories:
            found.append(f"purpose {entry.code} allows a query without a search of the immigration repository")
    return found


def _priorities(policy: PriorityPolicy) -> list[str]:
    known = [entry.pry for entry in policy.priorities]
    found = [f"PRY {pry} is missing" for pry in range(1, 10) if pry not in known]
    for sooner, later in pairwise(sorted(policy.priorities, key=lambda entry: entry.pry)):
        if sooner.answer_within_s > later.answer_within_s:
            found.append(f"PRY {sooner.pry} is due later than PRY {later.pry}")
    wanted = {**policy.default_by_tot, "the default": policy.default}
    found += [f"{name} has the unknown PRY {pry}" for name, pry in wanted.items() if pry not in known]
    return found


def _retention(policy: RetentionPolicy) -> list[str]:
    found = []
    purposes = {name for rule in policy.rules for name in rule.purposes} or {"criminal"}
    for role, purpose, data in product(ROLES, sorted(purposes), DATA):
        days: dict[str, int | None] = {}
        for outcome in OUTCOMES:
            try:
                days[outcome] = policy.keep(role=role, purpose=purpose, outcome=outcome, data=data).keep_days
            except TenprintError as error:
                found.append(str(error))
        none, hit = days.get("no_hit"), days.get("hit")
        if "no_hit" in days and hit is not None and (none is None or none > hit):
            found.append(f"{role}, {purpose}, {data}: a search that found nothing is kept longer than one that did")
        if role in {"immigration", "enforcement"} and data in {"images", "template", "demographics"} and none != 0:
            found.append(f"{role}, {purpose}, {data}: something of the person is kept though nothing was found")
    return found


def _activation(policy: RegistryData) -> list[str]:
    try:
        ActivationRegistry(policy)
    except TenprintError as error:
        return [str(error)]
    return []


def _gaps(kind: str, loaded: list[Header]) -> list[Finding]:
    found = []
    for before, after in pairwise(sorted(loaded, key=lambda policy: policy.effective_from)):
        if before.effective_to is not None and before.effective_to < after.effective_from:
            message = f"nothing applies from {before.effective_to} to {after.effective_from}"
            found.append(Finding(kind=kind, version=after.version, severity="warning", message=message))
        if before.effective_from == after.effective_from:
            message = f"starts on the same day as {before.version}"
            found.append(Finding(kind=kind, version=after.version, severity="error", message=message))
    return found


_CHECKS: dict[type[Header], Callable[[Header], list[str]]] = cast(
    dict[type[Header], Callable[[Header], list[str]]],
    {
        LevelPolicy: _levels,
        OffenceTable: _offences,
        BandPolicy: _bands,
        PurposePolicy: _purposes,
        PriorityPolicy: _priorities,
        RetentionPolicy: _retention,
        RegistryData: _activation,
    },
)
