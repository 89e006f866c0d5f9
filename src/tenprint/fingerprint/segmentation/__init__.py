"""Slaps: find the fingers in a picture of several, and whether rolled and plain prints are in the right boxes."""

from tenprint.fingerprint.segmentation.card import check_card
from tenprint.fingerprint.segmentation.sequence import SequenceFinding, Trouble, sequence_check
from tenprint.fingerprint.segmentation.slap import Segment, segment_slap

__all__ = ["Segment", "SequenceFinding", "Trouble", "check_card", "segment_slap", "sequence_check"]
