"""Weights of the measures, fitted as ADR 0040 says; the order is that of `measures.NAMES`."""

BIAS = 5.9678
WEIGHTS = (
    0.0182, 0.2408, 0.1166, -0.0749, -1.3731, 0.0479, 0.0421, 0.1179, 1.475, 1.0182, -0.1798, 0.1142, 9.2828,
    14.1169, 5.6962, 6.3881, -3.1229, -0.6371,
)  # fmt: skip
# Score (nats) that this share of comparisons of different fingers reaches, by falling share; log-linear between.
FALSE_MATCH = ((0.5, -5.816), (0.1, -3.34), (0.01, -0.995), (0.001, 1.145), (0.0001, 3.247))
