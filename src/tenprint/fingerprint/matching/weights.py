"""Weights of the measures, fitted on synthetic prints by `tools/fit_matcher.py`; the order is that of `measures.NAMES`.

ADR 0041 says how, and how they do on real prints.
"""

BIAS = 1.9402
WEIGHTS = (
    0.1692, 0.2518, 0.1279, 0.0294, 0.129, -0.0226, 0.0675, 0.4348, 0.408, -0.1588, 12.715, 20.4791, -5.8017, -2.7241,
)  # fmt: skip
# Score (nats) that this share of comparisons of different fingers reaches, by falling share; log-linear between.
FALSE_MATCH = ((0.5, -7.694), (0.1, -4.326), (0.01, -1.056), (0.001, 1.282), (0.0001, 3.127))
