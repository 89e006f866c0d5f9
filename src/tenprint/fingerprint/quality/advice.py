"""What the operator can do: rules over the measures, the most important first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Measures = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Rule:
    """When a piece of advice is given."""

    text: str
    when: Callable[[Measures], bool]


NO_PRINT = "no fingerprint found: place the finger on the surface"

# Areas in mm2: a plain fingertip prints 150 to 350. Bounds were set on synthetic impressions taken dry, wet, light, off
# the middle, in steps, where the mean genuine score begins to fall; see ADR 0022.
CUT, FREE, OFF = 0.4, 0.1, 0.08  # share of an edge that print runs over, that it may touch, and offset of the middle


def _off(edge: str, opposite: str, offset: str, sign: int) -> Callable[[Measures], bool]:
    """The print runs over one edge, leaves the opposite one free and lies toward the first."""

    def when(m: Measures) -> bool:
        return m[f"cut_{edge}"] > CUT and m[f"cut_{opposite}"] < FREE and sign * m[f"offset_{offset}"] > OFF

    return when


RULES: tuple[Rule, ...] = (
    Rule("too little of the finger: press it flat", lambda m: m["area"] < 90),
    Rule("too light: more pressure or ink", lambda m: m["contrast"] < 45 and m["level"] > 150),
    Rule("too dark: less pressure or ink", lambda m: m["contrast"] < 45 and m["level"] < 90),
    Rule("too dry: moisten the finger", lambda m: m["ridge_share"] < 0.36 and m["grain"] > 0.27),
    Rule("too wet, or pressed too hard: dry the finger", lambda m: m["ridge_share"] > 0.54),
    Rule("finger too high: move it down", _off("top", "bottom", "y", -1)),
    Rule("finger too low: move it up", _off("bottom", "top", "y", 1)),
    Rule("finger too far left: move it right", _off("left", "right", "x", -1)),
    Rule("finger too far right: move it left", _off("right", "left", "x", 1)),
    Rule("ridges unclear: clean the finger and the surface, hold it still", lambda m: m["usable_share"] < 0.45),
)


def advice_on(measures: Measures) -> list[str]:
    """Choose the advice for a print's measures; empty measures mean that there is no print."""
    if not measures:
        return [NO_PRINT]
    return [rule.text for rule in RULES if rule.when(measures)]
