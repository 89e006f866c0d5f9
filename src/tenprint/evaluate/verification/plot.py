"""The DET curve: FNMR over FMR on normal deviate axes (Martin et al., Eurospeech 1997; ISO/IEC 19795-1, 8.5.2)."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from scipy.stats import norm

from tenprint.evaluate.verification.rates import Curve

TICKS = (1e-5, 1e-4, 1e-3, 1e-2, 0.05, 0.2, 0.4)
LIMITS = (5e-6, 0.5)


def det_figure(curve: Curve, title: str) -> Figure:
    """Return the DET plot of one set; rates of zero are drawn at the lower edge."""
    figure = Figure(figsize=(5.2, 5.2), layout="constrained")
    axes = figure.add_subplot()
    axes.plot(_deviate(curve.fmr), _deviate(curve.fnmr), color="#1f5fa8", linewidth=1.8)
    line = _deviate(np.array(LIMITS))
    axes.plot(line, line, color="#999999", linewidth=0.7, linestyle=":")
    at, names = _deviate(np.array(TICKS)), [f"{100 * t:g}" for t in TICKS]
    axes.set_xticks(at, names)
    axes.set_yticks(at, names)
    axes.set_xlim(line[0], line[1])
    axes.set_ylim(line[0], line[1])
    axes.set_xlabel("False match rate, %")
    axes.set_ylabel("False non-match rate, %")
    axes.set_title(title)
    axes.grid(color="#dddddd", linewidth=0.6)
    return figure


def save_png(figure: Figure, target: Path) -> None:
    """Write a figure as a picture."""
    figure.savefig(target, dpi=120)


def as_svg(figure: Figure) -> str:
    """Return a figure as SVG without the XML prologue, to be put into a page."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]


def _deviate(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(norm.ppf(np.clip(shares, *LIMITS)), np.float64)
