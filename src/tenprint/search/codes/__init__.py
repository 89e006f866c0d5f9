"""Filter codes: 512 bits a finger, which lie near for two impressions of a finger and far apart for two fingers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.template import Template
from tenprint.search.parameters import CODE_WORDS


class NoCodes:
    """An encoder that knows nothing: the filter then lets every subject through."""

    name = "none"

    def encode(self, templates: list[Template]) -> NDArray[np.uint64]:
        """Return zeros, (n, 8)."""
        return np.zeros((len(templates), CODE_WORDS), np.uint64)


def standard_encoder() -> NoCodes:
    """Return the encoder of new galleries."""
    return NoCodes()
