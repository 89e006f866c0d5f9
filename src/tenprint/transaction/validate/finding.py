"""What validation finds, and what it works on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from tenprint.transaction.field import Field
from tenprint.transaction.printable import printable
from tenprint.transaction.record import Record
from tenprint.transaction.rules import Rule, RuleSet, Severity
from tenprint.transaction.transaction import Transaction

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of a rule.

    Attributes:
        rule: identifier, `field-missing`.
        severity: error, warning or note.
        path: where: record by its place, field, subfield and item from 1, as `2/2.022/1`; `file` for the whole.
        message: what is wrong, with the value.
        remedy: what to do.
        offset: byte in the file that was read, None where it is not known.
    """

    rule: str
    severity: Severity
    path: str
    message: str
    remedy: str
    offset: int | None = None

    def __str__(self) -> str:
        return f"{self.severity}: {self.path}: {self.message}. {self.remedy} [{self.rule}]"


class Check:
    """A transaction under validation: its rules, and the findings so far.

    Attributes:
        transaction: what is validated.
        standard: rules of the standard's version, None where only EBTS was asked for.
        application: rules of EBTS, None where only the standard was asked for.
        findings: what was found.
    """

    def __init__(self, transaction: Transaction, standard: RuleSet | None, application: RuleSet | None) -> None:
        self.transaction = transaction
        self.standard = standard
        self.application = application
        self.findings: list[Finding] = []

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        """All rules in force."""
        sets = [found for found in (self.standard, self.application) if found is not None]
        return {name: rule for found in sets for name, rule in found.rules.items()}

    @cached_property
    def places(self) -> Mapping[int, int]:
        """Place of each record in the file from 1, by its identity."""
        return {id(record): place for place, record in enumerate(self.transaction, 1)}

    def report(
        self,
        rule: str,
        message: str,
        *,
        record: Record | None = None,
        field: Field | None = None,
        key: str = "",
        subfield: int | None = None,
        item: int | None = None,
    ) -> None:
        """Add a finding, unless the rules in force do not have this rule.

        Args:
            rule: its identifier.
            message: what is wrong.
            record: the record it is in.
            field: the field it is in.
            key: the field, where it is not there.
            subfield, item: from 1.
        """
        known = self.rules.get(rule)
        if known is None:
            return
        if field is not None:
            record, key = field.record, field.key
        parts = [str(self.places.get(id(record), "?"))] if record is not None else ["file"]
        parts += [key] if key else []
        parts += [str(number) for number in (subfield, item) if number is not None]
        offset = field.offset if field is not None else record.offset if record is not None else None
        self.findings.append(Finding(rule, known.severity, "/".join(parts), message, known.remedy, offset))


def shown(text: str) -> str:
    """Return a value as messages quote it: printable, shortened."""
    text = printable(text)
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "...")
