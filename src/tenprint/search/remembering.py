"""An encoder that remembers for a minute: the prints that are searched with are often enrolled right afterwards."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.template import Template
from tenprint.search.gallery.prepared import Encoder
from tenprint.search.parameters import CODE_WORDS

SECONDS = 60.0  # how long codes of a search are kept for the enrolment that follows it
FINGERS = 4_096  # how many at most: 200 bytes each

Code = NDArray[np.uint64]


class RememberingEncoder:
    """Gives what another encoder gives; codes made for searching are not made again for enrolling.

    It holds codes under digests of the templates, no template, in memory only, and lets go of each when it is enrolled
    or its time is over. Threads may share it. Agencies must not: each has its own.
    """

    def __init__(self, encoder: Encoder, clock: Callable[[], float] = time.monotonic) -> None:
        self._encoder, self._clock, self._lock = encoder, clock, threading.Lock()
        self._known: OrderedDict[bytes, tuple[float, Code]] = OrderedDict()

    @property
    def name(self) -> str:
        """Name of the codes."""
        return self._encoder.name

    @property
    def remembered(self) -> int:
        """Number of fingers whose codes are held."""
        return len(self._known)

    def encode(self, templates: Sequence[Template]) -> Code:
        """See `Encoder.encode`; what is remembered is forgotten with it."""
        codes = np.zeros((len(templates), CODE_WORDS), np.uint64)
        missing = []
        with self._lock:
            self._forget()
            for place, template in enumerate(templates):
                known = self._known.pop(_digest(template), None)
                if known is None:
                    missing.append(place)
                else:
                    codes[place] = known[1]
        if missing:
            codes[missing] = self._encoder.encode([templates[place] for place in missing])
        return codes

    def encode_weighted(self, templates: Sequence[Template]) -> tuple[Code, Code]:
        """See `Encoder.encode_weighted`; the codes are remembered."""
        codes, weights = self._encoder.encode_weighted(templates)
        now = self._clock()
        with self._lock:
            for template, code in zip(templates, codes, strict=True):
                digest = _digest(template)
                self._known.pop(digest, None)  # so that it comes last
                self._known[digest] = now, code.copy()
            self._forget()
        return codes, weights

    def _forget(self) -> None:
        """Let go of what is too old or too much; the oldest come first."""
        oldest = self._clock() - SECONDS
        while self._known:
            digest, (since, _) = next(iter(self._known.items()))
            if since > oldest and len(self._known) <= FINGERS:
                break
            del self._known[digest]


def _digest(template: Template) -> bytes:
    made = hashlib.blake2b(template.x.tobytes(), digest_size=16)
    made.update(template.y.tobytes())
    made.update(template.direction.tobytes())
    return made.digest()
