"""Fit the weights of the matcher on synthetic prints only.

python tools/fit_matcher.py OUT [--fingers N]

Draws N synthetic fingers, takes nine impressions of each (rolled, plain and partial, good to poor), extracts them with
the back ends classical and net, compares, and fits. Prints how well the scores separate fingers that were held out,
predicted against measured false match rates, and the table for `tenprint/fingerprint/matching/weights.py`.
Resumes from the templates in OUT; delete them after a change of the extractors or of the synthetic prints.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))


def main() -> None:
    """Collect, fit, report."""
    from fit_matcher.collect import BACKENDS, collect, gather
    from fit_matcher.fit import fit
    from fit_matcher.pairs import compare
    from fit_matcher.report import false_match_points, held_out

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--fingers", type=int, default=300)
    parser.add_argument("--others", type=int, default=200, help="impostor comparisons of each print, at most")
    options = parser.parse_args()
    collect(options.out, options.fingers)
    groups = {name: compare(*gather(options.out, name, options.fingers), others=options.others) for name in BACKENDS}
    held_out(groups)
    fitted = fit(list(groups.values()))
    print(f"BIAS = {fitted.bias:.4f}")
    print(f"WEIGHTS = {tuple(round(float(weight), 4) for weight in fitted.weights)}")
    points = ", ".join(f"({share:g}, {score:.3f})" for share, score in false_match_points(fitted, groups))
    print(f"FALSE_MATCH = ({points})")


if __name__ == "__main__":
    main()
