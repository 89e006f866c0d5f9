"""Draws a comparison of two policies: where the cases of each class go, and how many each class has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tenprint.errors import InputError
from tenprint.policy.compare import Comparison

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# One hue for quantity; the two policies in a blue and an orange that stay apart for colour-blind readers.
FIRST_COLOUR, SECOND_COLOUR = "#2f6690", "#d1742b"


def plot(comparison: Comparison, target: Path) -> None:
    """Write a PNG or SVG of the comparison.

    Raises:
        InputError: the picture cannot be written there.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 4.8), layout="constrained")
    FigureCanvasAgg(figure)
    matrix, bars = figure.subplots(1, 2, width_ratios=(1.1, 1))
    _matrix(matrix, comparison)
    _bars(bars, comparison)
    figure.suptitle(
        f"{comparison.cases} cases under two policies, {comparison.without_conviction} of them without any conviction"
    )
    try:
        figure.savefig(target, dpi=150, metadata={"Date": None} if target.suffix == ".svg" else {"Software": None})
    except (OSError, ValueError) as error:
        raise InputError(
            f"the picture cannot be written: {error}", where=str(target), remedy="Name a .png or .svg file."
        ) from None


def _matrix(axes: Axes, comparison: Comparison) -> None:
    axes.imshow(comparison.table, cmap="Blues", aspect="auto")
    highest = max(max(row) for row in comparison.table)
    for y, row in enumerate(comparison.table):
        for x, count in enumerate(row):
            colour = "white" if count > 0.6 * highest else "black"
            text = f"{count}\n{count / comparison.cases:.1%}" if count else "0"
            axes.text(x, y, text, ha="center", va="center", color=colour, fontsize=9)
    axes.set_xticks(range(len(comparison.second_classes)), comparison.second_classes, fontsize=8)
    axes.set_yticks(range(len(comparison.first_classes)), comparison.first_classes, fontsize=8)
    axes.set_xlabel(f"under {comparison.second}")
    axes.set_ylabel(f"under {comparison.first}")
    axes.set_title("From row to column: cases and share of all", fontsize=10)


def _bars(axes: Axes, comparison: Comparison) -> None:
    first, second = comparison.totals()
    entries = [(f"{name}  ({comparison.first})", count, FIRST_COLOUR) for name, count in first.items()]
    entries += [(f"{name}  ({comparison.second})", count, SECOND_COLOUR) for name, count in second.items()]
    positions = list(range(len(first))) + [len(first) + 0.6 + i for i in range(len(second))]
    bars = axes.barh(positions, [count for _, count, _ in entries], color=[colour for _, _, colour in entries])
    axes.bar_label(
        bars, [f"{count} ({count / comparison.cases:.1%})" for _, count, _ in entries], padding=4, fontsize=9
    )
    axes.set_yticks(positions, [label for label, _, _ in entries], fontsize=8)
    axes.invert_yaxis()
    axes.margins(x=0.35)
    axes.set_xlabel("cases")
    axes.set_title("Cases in each class", fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)
