"""Findings as text, JSON and SARIF 2.1.0."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tenprint import __version__
from tenprint.transaction.rules import NAMES, load
from tenprint.transaction.validate.finding import Finding

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ORDER = ("error", "warning", "note")


def as_text(findings: Mapping[str, Sequence[Finding]]) -> str:
    """Return findings by file as lines: place, severity, message, remedy, rule."""
    lines = []
    for name, found in findings.items():
        for finding in found:
            at = f", byte {finding.offset}" if finding.offset is not None else ""
            lines.append(f"{name}: {finding.path}{at}: {finding.severity}: {finding.message}")
            lines.append(f"    {finding.remedy} [{finding.rule}]")
        counts = Counter[str](finding.severity for finding in found)
        words = ", ".join(f"{counts[s]} {s}{'s' if counts[s] > 1 else ''}" for s in _ORDER if counts[s])
        lines.append(f"{name}: {words or 'no finding'}")
    return "\n".join(lines)


def as_json(findings: Mapping[str, Sequence[Finding]]) -> str:
    """Return findings by file as JSON."""
    files = [{"file": name, "findings": [_row(finding) for finding in found]} for name, found in findings.items()]
    counts = Counter[str](finding.severity for found in findings.values() for finding in found)
    return json.dumps({"files": files, "counts": {name: counts[name] for name in _ORDER}}, indent=1)


def _row(finding: Finding) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(finding, name) for name in ("rule", "severity", "path", "message", "remedy")}
    if finding.offset is not None:
        row["offset"] = finding.offset
    return row


def as_sarif(findings: Mapping[str, Sequence[Finding]]) -> str:
    """Return findings by file as SARIF 2.1.0, with the rules that they breach."""
    breached = sorted({finding.rule for found in findings.values() for finding in found})
    places = {name: index for index, name in enumerate(breached)}
    known = {name: rule for rules in map(load, NAMES) for name, rule in rules.rules.items()}
    described = [
        {
            "id": name,
            "shortDescription": {"text": known[name].title},
            "help": {"text": f"{known[name].remedy} ({known[name].source})"},
            "defaultConfiguration": {"level": known[name].severity},
        }
        for name in breached
        if name in known
    ]
    results = [_result(finding, name, places) for name, found in findings.items() for finding in found]
    driver = {"name": "tenprint", "version": __version__, "rules": described}
    run = {"tool": {"driver": driver}, "columnKind": "utf16CodeUnits", "results": results}
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1)


def _result(finding: Finding, name: str, places: Mapping[str, int]) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": name}}
    if finding.offset is not None:
        physical["region"] = {"byteOffset": finding.offset}
    return {
        "ruleId": finding.rule,
        "ruleIndex": places[finding.rule],
        "level": finding.severity,
        "message": {"text": f"{finding.message}. {finding.remedy}"},
        "locations": [
            {"physicalLocation": physical, "logicalLocations": [{"fullyQualifiedName": finding.path, "kind": "member"}]}
        ],
    }
