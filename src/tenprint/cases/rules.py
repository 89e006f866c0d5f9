"""The rules of cases as data: evidence, preconditions of each action, clocks, examination. See data/rules.toml."""

from __future__ import annotations

import functools
from importlib import resources
from pathlib import Path
from typing import Annotated

import msgspec

from tenprint.cases.vocabulary import Action, Affirms, Basis, Reliability
from tenprint.policy import Header
from tenprint.policy.store import read_policy

FILE = Path(str(resources.files("tenprint.cases") / "data" / "rules.toml"))


class EvidenceKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a kind of record affirms by itself."""

    name: str
    affirms: Affirms


class EvidenceRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How many independent items a request needs, and at which reliability they count."""

    independent_items: Annotated[int, msgspec.Meta(ge=2)]
    counted: tuple[Reliability, ...]
    kinds: tuple[EvidenceKind, ...] = ()

    def affirms(self, kind: str) -> Affirms:
        """Return what a record of this kind says; nothing, where the rules do not name it."""
        return next((entry.affirms for entry in self.kinds if entry.name == kind), Affirms.NOTHING)


class ResearchRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which sources the support centre is to ask."""

    sources: tuple[str, ...]


class ActionRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What must be so before an action; names of `tenprint.cases.preconditions`, and legal bases (one is needed)."""

    name: Action
    preconditions: tuple[str, ...]
    bases: tuple[Basis, ...] = ()
    hold_hours: Annotated[int, msgspec.Meta(ge=0, le=48)] = 0
    notice_hours: Annotated[int, msgspec.Meta(ge=0)] = 0


class ClockRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When something is due (h), when somebody is prompted before (h), and how often after (h)."""

    kind: str
    hours: Annotated[float, msgspec.Meta(gt=0)]
    warn_before: tuple[float, ...] = ()
    repeat_every: Annotated[float, msgspec.Meta(gt=0)]


class ExaminationRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Marked pairs of minutiae that an identification needs; how many examiners must agree, and look at most."""

    marks_for_identification: Annotated[int, msgspec.Meta(ge=1)]
    examiners: Annotated[int, msgspec.Meta(ge=2)]
    at_most: Annotated[int, msgspec.Meta(ge=3)]


class CaseRules(Header, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All rules of one version."""

    evidence: EvidenceRules
    research: ResearchRules
    actions: tuple[ActionRules, ...]
    clocks: tuple[ClockRules, ...]
    examination: ExaminationRules

    def action(self, name: Action) -> ActionRules:
        """Return the rules of an action; every action has some."""
        return next(entry for entry in self.actions if entry.name is name)

    def clock(self, kind: str) -> ClockRules:
        """Return the rules of a kind of clock."""
        return next(entry for entry in self.clocks if entry.kind == kind)


@functools.cache
def case_rules(path: Path = FILE) -> CaseRules:
    """Read the rules.

    Raises:
        ConfigurationError: the file is missing or not of its form.
    """
    return read_policy(path, CaseRules)
