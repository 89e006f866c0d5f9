"""Codes of the image records in words (ANSI/NIST-ITL 1-2011, tables 7, 8 and 15; own wording)."""

from __future__ import annotations

BINARY_IMAGE_TYPES = frozenset({3, 4, 5, 6})
TAGGED_IMAGE_TYPES = frozenset({13, 14, 15})

POSITIONS: dict[int, str] = {
    0: "unknown finger",
    1: "right thumb",
    2: "right index",
    3: "right middle",
    4: "right ring",
    5: "right little",
    6: "left thumb",
    7: "left index",
    8: "left middle",
    9: "left ring",
    10: "left little",
    11: "plain right thumb",
    12: "plain left thumb",
    13: "plain right four fingers",
    14: "plain left four fingers",
    15: "plain both thumbs",
    16: "right extra digit",
    17: "left extra digit",
    18: "unknown friction ridge",
    19: "entire joint or tip",
    20: "unknown palm",
    21: "right full palm",
    22: "right writer's palm",
    23: "left full palm",
    24: "left writer's palm",
    25: "right lower palm",
    26: "right upper palm",
    27: "left lower palm",
    28: "left upper palm",
    29: "right palm, other",
    30: "left palm, other",
    31: "right interdigital",
    32: "right thenar",
    33: "right hypothenar",
    34: "left interdigital",
    35: "left thenar",
    36: "left hypothenar",
    37: "right grasp",
    38: "left grasp",
    40: "right index and middle",
    41: "right middle and ring",
    42: "right ring and little",
    43: "left index and middle",
    44: "left middle and ring",
    45: "left ring and little",
    46: "right and left index",
    47: "right index, middle and ring",
    48: "right middle, ring and little",
    49: "left index, middle and ring",
    50: "left middle, ring and little",
    81: "right carpal delta area",
    82: "left carpal delta area",
    83: "right full palm with writer's palm",
    84: "left full palm with writer's palm",
}

IMPRESSIONS: dict[int, str] = {
    0: "live-scan plain",
    1: "live-scan rolled",
    2: "nonlive-scan plain",
    3: "nonlive-scan rolled",
    4: "latent impression",
    5: "latent tracing",
    6: "latent photo",
    7: "latent lift",
    8: "live-scan vertical swipe",
    10: "live-scan palm",
    11: "nonlive-scan palm",
    12: "latent palm impression",
    13: "latent palm tracing",
    14: "latent palm photo",
    15: "latent palm lift",
    20: "optical contact plain",
    21: "optical contact rolled",
    22: "other contact plain",
    23: "other contact rolled",
    24: "contactless plain, stationary subject",
    25: "contactless rolled, stationary subject",
    28: "other",
    29: "unknown",
    41: "contactless rolled, moving subject",
    42: "contactless plain, moving subject",
}

ROLLED_IMPRESSIONS = frozenset({1, 3, 21, 23, 25, 41})
LATENT_IMPRESSIONS = frozenset({4, 5, 6, 7, 12, 13, 14, 15})

RAW_COMPRESSION = frozenset({"NONE"})
_GREY = {0: "NONE", 1: "WSQ20", 2: "JPEGB", 3: "JPEGL", 4: "JP2", 5: "JP2L", 6: "PNG"}
_BILEVEL = {0: "NONE", 1: "FAX4"}
COMPRESSION_BY_CODE: dict[int, dict[int, str]] = {3: _GREY, 4: _GREY, 5: _BILEVEL, 6: _BILEVEL}
CODE_BY_COMPRESSION: dict[str, int] = {name: code for code, name in _GREY.items()}
