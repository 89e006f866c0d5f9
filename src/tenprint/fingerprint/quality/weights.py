"""Weights of the quality score, printed by tools/fit_quality.py; do not edit by hand."""

CONSTANT = -48.45
WEIGHTS: dict[str, float] = {
    "usable_area": 22.73,
    "area": 46.37,
    "usable_share": 4.45,
    "clarity": 8.82,
    "certainty": 4.60,
    "continuity": 0.05,
    "plausible_period": 31.38,
    "contrast": 6.55,
    "grain": 1.48,
    "not_dry": 20.46,
    "not_wet": 4.81,
}
