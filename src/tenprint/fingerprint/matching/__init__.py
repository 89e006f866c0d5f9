"""One-to-one matching: minutia descriptors, consistent pairs, a calibrated score, and why."""

from tenprint.fingerprint.matching.calibration import false_match_rate
from tenprint.fingerprint.matching.match import Match, Pair, match
from tenprint.fingerprint.matching.prepared import Packed, Prepared, pack, prepare, prepare_many
from tenprint.fingerprint.matching.score import score, score_many

__all__ = [
    "Match",
    "Packed",
    "Pair",
    "Prepared",
    "false_match_rate",
    "match",
    "pack",
    "prepare",
    "prepare_many",
    "score",
    "score_many",
]
