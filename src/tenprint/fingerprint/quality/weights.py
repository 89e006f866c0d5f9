"""Weights of the quality score, printed by tools/fit_quality.py; do not edit by hand."""

CONSTANT = -59.69
WEIGHTS: dict[str, float] = {
    "usable_area": 17.96,
    "area": 33.59,
    "usable_share": 6.90,
    "clarity": 14.72,
    "certainty": 8.29,
    "continuity": 4.90,
    "plausible_period": 23.78,
    "contrast": 9.82,
    "grain": 9.68,
    "not_dry": 28.69,
    "not_wet": 4.19,
}
