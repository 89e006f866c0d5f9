"""Outlines of counties and states, read once; see data/NOTICE.md for where they come from."""

from __future__ import annotations

import functools
from importlib import resources

import msgspec


class Shapes(msgspec.Struct, frozen=True):
    """SVG paths in one drawing of `width` by `height` units: FIPS code of a county, or of a state, -> path."""

    width: int
    height: int
    counties: dict[str, str]
    states: dict[str, str]


@functools.cache
def shapes() -> Shapes:
    """Return the outlines."""
    data = (resources.files("tenprint.statistics.map") / "data" / "counties.json").read_bytes()
    return msgspec.json.decode(data, type=Shapes)
