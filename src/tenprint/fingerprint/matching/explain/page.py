"""The page: both prints, the pairs as a table, what each measure adds; nothing loaded from elsewhere."""

from __future__ import annotations

import html
from pathlib import Path
from string import Template as Text

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.matching.explain.drawing import drawing
from tenprint.fingerprint.matching.match import Match
from tenprint.fingerprint.matching.parameters import LEAST_FMR
from tenprint.fingerprint.template import Template

LAYOUT = Path(__file__).with_name("page.html")
# Groups of measures that belong together: single weights of measures that move together mean little.
GROUPS = {
    "Core: pairs whose places, directions and neighbourhoods agree": ("core_pairs", "core_strength", "core_similarity"),
    "Pairs: how many minutiae pair, how tightly, how alike their neighbourhoods are": (
        "pairs", "fit", "similarity", "fit_similarity", "log_fit_similarity", "sure_pairs", "pair_similarity",
    ),
    "Share of the common area that pairs": ("similarity_share", "fit_similarity_share"),
    "Minutiae in the common area without a partner": ("unpaired",),
    "Base rate, and how many minutiae the print with fewer has": ("bias", "log_fewer"),
}  # fmt: skip


def page(
    a: Template,
    b: Template,
    match: Match,
    *,
    names: tuple[str, str],
    pixels: tuple[NDArray[np.uint8] | None, NDArray[np.uint8] | None] = (None, None),
) -> str:
    """Return the page as HTML.

    Args:
        a, b: the templates that were compared.
        match: the result.
        names: what the prints are called.
        pixels: the images at 500 ppi, where there are any.
    """
    return Text(LAYOUT.read_text(encoding="utf-8")).substitute(
        names=html.escape(f"{names[0]} and {names[1]}"),
        summary=html.escape(summary(a, b, match)),
        drawing=drawing(a, b, match, pixels),
        pairs="\n".join(_pair_rows(match)),
        groups="\n".join(_group_rows(match)),
    )


def summary(a: Template, b: Template, match: Match) -> str:
    """Return the result in words."""
    share = f"1 in {1 / match.fmr:,.0f}" if match.fmr < 1 else "all"
    rate = f"fewer than {share}" if match.fmr <= LEAST_FMR else f"about {share}"
    return (
        f"Score {match.score:.2f} (log-likelihood ratio, nats). Of comparisons of different fingers, {rate} score as "
        f"high. {len(match.pairs)} pairs of {len(a)} and {len(b)} minutiae; B is turned by {match.turn:+.0f} degrees."
    )


def _pair_rows(match: Match) -> list[str]:
    return [
        _row(
            str(number), str(q.a + 1), str(q.b + 1), f"{q.weight:+.2f}", f"{q.shift:.1f}", f"{q.turn:+.1f}",
            f"{100 * q.similarity:.0f}", "core" if q.core else "",
        )
        for number, q in enumerate(match.pairs, start=1)
    ]  # fmt: skip


def _group_rows(match: Match) -> list[str]:
    added = match.contributions
    return [_row(title, f"{sum(added.get(n, 0.0) for n in members):+.2f}") for title, members in GROUPS.items()]


def _row(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"
