"""Training of the minutiae network `net` on synthetic patches; run by `tools/train_extractor.py`."""
