"""Fitting of the matcher's weights on synthetic prints; run by `tools/fit_matcher.py`."""
