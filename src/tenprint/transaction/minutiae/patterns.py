"""Pattern classes: the codes of the legacy standard, and general class, subclass and deltas of EFS (table 40)."""

from __future__ import annotations

from collections.abc import Sequence

# Legacy code -> EFS general class and subclass. RL and UL are loops by the bone they open to; which slant that is
# depends on the hand, so that they have no counterpart here but the unknown class.
_EFS: dict[str, tuple[str, ...]] = {
    "PA": ("AU", "PA"),
    "TA": ("AU", "TA"),
    "RS": ("RS",),
    "LS": ("LS",),
    "PW": ("WU", "PW"),
    "CP": ("WU", "CP"),
    "DL": ("WU", "DL"),
    "AW": ("WU", "AW"),
    "WN": ("WU",),
    "XX": ("UC",),
    "SR": ("UC",),
    "UN": ("UC",),
}
# EFS general class -> legacy code where the subclass says no more.
_GENERAL = {"AU": "UN", "WU": "WN", "RS": "RS", "LS": "LS", "UC": "UN", "XX": "XX", "SR": "SR"}
_UNKNOWN = "UN"


def efs_of_patterns(codes: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the subfields of 9.307 for legacy codes."""
    return [(*_EFS.get(code, ("UC",)), "", "")[:3] for code in codes]


def patterns_of_efs(subfields: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return legacy codes for the subfields of 9.307."""
    codes = []
    for items in subfields:
        general, subclass = (items[n].strip().upper() if n < len(items) else "" for n in (0, 1))
        if general:
            codes.append(subclass if _EFS.get(subclass, ("",))[0] == general else _GENERAL.get(general, _UNKNOWN))
    return tuple(codes)
