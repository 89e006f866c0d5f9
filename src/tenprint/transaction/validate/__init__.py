"""Hold a transaction against the standard and the EBTS; `validate(t)` gives findings, an empty list where all is well.

>>> from tenprint.transaction.validate import validate
>>> for finding in validate(read("booking.ebts")):
...     print(finding)
"""

from __future__ import annotations

from collections.abc import Sequence

from tenprint.errors import TransactionError, UsageError
from tenprint.transaction.rules import NAMES, chosen, load
from tenprint.transaction.transaction import Transaction
from tenprint.transaction.validate.application import check_application, check_days
from tenprint.transaction.validate.fields import check_fields
from tenprint.transaction.validate.finding import Check, Finding
from tenprint.transaction.validate.minutiae import check_minutiae
from tenprint.transaction.validate.output import as_json, as_sarif, as_text
from tenprint.transaction.validate.prints import check_prints
from tenprint.transaction.validate.structure import check_structure

__all__ = ["NAMES", "Finding", "as_json", "as_sarif", "as_text", "validate"]

_SEVERITIES = ("error", "warning", "note")


def validate(transaction: Transaction, rules: Sequence[str] | None = None) -> list[Finding]:
    """Hold a transaction against rule sets. Images are read as far as their headers, none is decoded.

    Args:
        transaction: what to validate; it is not changed.
        rules: names of rule sets (`itl-2007`, `itl-2011`, `itl-2013`, `itl-2015`, `ebts-9.1`); by 1.002, 1.004 and
            1.013 where None.

    Returns:
        Findings in file order; those about the whole file first.

    Raises:
        UsageError: there is no such rule set, or two versions of the standard are asked for.
    """
    domain = transaction.text("1.013").partition("\x1f")[0]
    names = list(chosen(transaction.version, transaction.tot, domain)) if rules is None else list(rules)
    sets = [load(name) for name in names]
    standards = [found for found in sets if not found.profiles]
    applications = [found for found in sets if found.profiles]
    if len(standards) > 1 or len(applications) > 1 or not sets:
        raise UsageError(f"{', '.join(names) or 'nothing'} is not one version to validate by", remedy="Name one set.")
    check = Check(transaction, standards[0] if standards else None, applications[0] if applications else None)
    for step in (check_structure, check_fields, check_application, check_days, check_prints, check_minutiae):
        try:
            step(check)
        except TransactionError as error:
            # A value that cannot be read at all, beyond a limit for example, ends this step and not the others.
            check.report("field-form", error.what, key=error.where.field or "")
    return sorted(check.findings, key=lambda f: (f.path != "file", _place(f.path)))


def _place(path: str) -> tuple[int, str]:
    first, _, rest = path.partition("/")
    return (int(first) if first.isdigit() else 0, rest)
