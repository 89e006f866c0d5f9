"""What anonymising does to each field: data, not code."""

from __future__ import annotations

# Friction ridge images and photographs: the image is replaced.
IMAGE_TYPES = frozenset({3, 4, 5, 6, 10, 13, 14, 15})
# Other biometric data, opaque data and whole documents: removed. Minutiae (9) identify as well as the print does.
REMOVED_TYPES = frozenset({7, 9, 16, 17, 18, 19, 20, 21, 22, 98, 99})

# Fields of Type-2 that say nothing about the person: how the request is to be handled.
KEPT = frozenset({1, 2, 4, 5, 7, 35, 36, 43, 48, 53, 57, 58, 59, 62, 63, 70, 72, 73, 76, 78, 79, 82, 83, 96, 98})

# Fields of Type-2 that are replaced: number -> what by. See `texts`.
REPLACED: dict[int, str] = {
    3: "scramble",
    6: "text",
    9: "scramble",
    10: "scramble",
    11: "scramble",
    12: "scramble",
    13: "scramble",
    14: "scramble",
    15: "state_number",
    16: "scramble",
    17: "scramble",
    18: "name",
    19: "name",
    20: "place",
    21: "place",
    22: "birth",
    24: "sex",
    25: "race",
    26: "mark",
    27: "height",
    29: "weight",
    31: "eyes",
    32: "hair",
    37: "text",
    38: "day",
    39: "text",
    40: "text",
    41: "text",
    45: "day",
    47: "dated_text",
    51: "dated_text",
    54: "day",
    55: "text",
    56: "text",
    60: "text",
    61: "text",
    64: "candidate",
    67: "equipment",
    71: "text",
    75: "text",
    84: "missing",
    85: "scramble",
    86: "scramble",
    88: "text",
    89: "scramble",
    2022: "scramble",
    2023: "text",
}

# Fields of image records that stay (18 and 999 are replaced): sizes, positions, scale. All others are removed.
KEPT_OF_IMAGES = frozenset({*range(1, 14), 16, 17, 18, 21, 25, 30, 31, 999})
KEPT_OF_PHOTOS = frozenset({*range(1, 14), 16, 17, 20, 21, 30, 999})
# The day of capture, in all image records.
DAY_FIELD = 5
# Amputated or bandaged fingers, in Type-14.
MISSING_FIELD = 18

# Made-up people. No list of real persons was used.
SURNAMES = ("EXAMPLE", "SAMPLE", "SPECIMEN", "PLACEHOLDER", "TESTCASE", "NOBODY", "ANYONE", "SOMEONE")
GIVEN_NAMES = ("ALPHA", "BRAVO", "DELTA", "ECHO", "JULIET", "MIKE", "OSCAR", "ROMEO", "SIERRA", "VICTOR")
PLACES = ("AZ", "CA", "CO", "FL", "GA", "IL", "MA", "MI", "MN", "MO", "NY", "OH", "PA", "TX", "VA", "WA")
EYES = ("BLU", "BRO", "GRN", "GRY", "HAZ")
HAIR = ("BLK", "BLN", "BRO", "GRY", "RED")
SEXES = ("F", "M")
RACES = ("A", "B", "I", "U", "W")
MARKS = ("ABDOM", "ANKL", "ARM", "BACK")
PLAIN_TEXT = "TEXT REMOVED"
