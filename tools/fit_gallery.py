"""Fit the model of template-level galleries; writes src/tenprint/simulate/gallery/model.npz.

Usage: python tools/fit_gallery.py [MASTERS [IMPRESSIONS]]
"""

from __future__ import annotations

import sys

from rich.progress import Progress

from tenprint.simulate.gallery.fit import fit
from tenprint.simulate.gallery.model import PATH


def main() -> None:
    """Fit and save."""
    masters = int(sys.argv[1]) if len(sys.argv) > 1 else 800
    impressions = int(sys.argv[2]) if len(sys.argv) > 2 else masters // 2
    with Progress() as progress:
        task = progress.add_task("master prints", total=masters)
        model = fit(masters, impressions, progress=lambda: progress.advance(task))
    model.save()
    for name in (
        "stress", "singular", "endings", "missed", "spurious", "displacement", "direction", "flipped", "kind_kept",
        "quality_true", "quality_spurious",
    ):  # fmt: skip
        print(name, getattr(model, name).round(3).tolist())
    print(PATH)


if __name__ == "__main__":
    main()
