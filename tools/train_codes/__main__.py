"""Make the projection of the filter codes: python -m tools.train_codes --rendered 300 --modelled 700

Rendered prints are extracted with the default back end and kept in --cache, so a second run is quick. No print of a
real person is read. Writes src/tenprint/search/codes/data/projection.npz and says what it was made of.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from rich.progress import track
from tools.train_codes.minutiae_model import finger, impression

from tenprint.evaluate.identification.fingers import impressions_of, rendered_fingers
from tenprint.search.codes.centre import in_centre
from tenprint.search.codes.cylinders import describe
from tenprint.search.codes.projection import load_projection
from tenprint.search.codes.training import train

OUT = Path(__file__).resolve().parents[2] / "src" / "tenprint" / "search" / "codes" / "data"
FIRST_SEED = 5_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rendered", type=int, default=300, help="synthetic fingers, rendered and extracted")
    parser.add_argument("--modelled", type=int, default=700, help="synthetic fingers as minutiae only")
    parser.add_argument("--cache", type=Path, default=None)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    described = []
    rng = np.random.default_rng(options.seed)
    for _ in track(range(options.modelled), "Modelled fingers"):
        made = finger(rng)
        described += [_describe(*impression(rng, made)) for _ in range(3)]
    with_progress = track(range(options.rendered), "Rendered fingers")
    for index in with_progress:
        fingers = rendered_fingers(1, FIRST_SEED + index, "default", options.cache, lambda _: None)
        described += [_describe(t.x, t.y, t.direction) for t in impressions_of(fingers)]
    data = train(described, options.seed)
    (OUT / "projection.npz").write_bytes(data)
    print(f"{load_projection(data).name}: {len(data):,} bytes from {len(described)} templates")


def _describe(x: np.ndarray, y: np.ndarray, direction: np.ndarray) -> np.ndarray:
    middle = in_centre(x, y)
    return describe(x[middle], y[middle], direction[middle])


if __name__ == "__main__":
    main()
