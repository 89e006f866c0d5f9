"""Codes of prints that occur in many searches, made once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tenprint.fingerprint.template import Template
from tenprint.search import Positions
from tenprint.search.cascade.filtering import FurtherSubject
from tenprint.search.cascade.query import Query
from tenprint.search.gallery.columns import pack_head
from tenprint.search.gallery.prepared import Encoder
from tenprint.search.packing import pack_finger, unpack_finger
from tenprint.search.parameters import CODE_WORDS, FINGERS

REMEMBERED = 4_000
"""Prints; beyond, all are forgotten, so that searches without a common print take no memory."""


class Codes:
    """Makes queries and subjects as the search and the gallery do, print by print, and remembers the prints' codes."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        # The template itself is kept beside its code, so that its id stays its own.
        self._known: dict[tuple[int, bool], tuple[Template, Any]] = {}

    def query(self, fingers: Mapping[int, Template]) -> Query:
        """Return a search with known positions."""
        codes, weights = np.zeros((FINGERS, CODE_WORDS), np.uint64), np.zeros((FINGERS, 2, CODE_WORDS), np.uint64)
        for position, template in fingers.items():
            codes[position - 1], weights[position - 1] = self._remembered(template, filed=False)
        return Query(dict(fingers), Positions.KNOWN, codes, weights)

    def further(self, fingers: Mapping[int, Template]) -> FurtherSubject:
        """Return a subject as if it were in the gallery."""
        codes = np.zeros((FINGERS, CODE_WORDS), np.uint64)
        for position, template in fingers.items():
            codes[position - 1] = self._remembered(template, filed=True)
        return FurtherSubject(codes, pack_head(dict(fingers)))

    def _remembered(self, template: Template, *, filed: bool) -> Any:
        key = id(template), filed
        if key not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[key] = template, self._filed(template) if filed else self._searched(template)
        return self._known[key][1]

    def _filed(self, template: Template) -> Any:
        return self._encoder.encode([unpack_finger(pack_finger(template, 1))[1]])[0]

    def _searched(self, template: Template) -> Any:
        codes, weights = self._encoder.encode_weighted([template])
        return codes[0], weights[0]
