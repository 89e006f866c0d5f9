"""The 1:1 matcher as the search sees it: prepare a template once, compare two prepared ones."""

from __future__ import annotations

import importlib
from typing import Any, Protocol

from tenprint.fingerprint.template import Template


class Matcher(Protocol):
    """A 1:1 matcher with calibrated scores."""

    def prepare(self, template: Template) -> Any:
        """Return the template in the form that comparing needs."""

    def compare(self, search: Any, filed: Any) -> tuple[float, float]:
        """Return score (higher is more alike) and log-likelihood ratio in nats of two prepared templates."""


class StandardMatcher:
    """The matcher of `tenprint.fingerprint.matching`, whose score is a log-likelihood ratio in nats."""

    def __init__(self) -> None:
        # Late, because its kernels take a moment to load and galleries are also used without searching.
        self._matching: Any = importlib.import_module("tenprint.fingerprint.matching")

    def prepare(self, template: Template) -> Any:
        """See `Matcher.prepare`."""
        return self._matching.prepare(template)

    def compare(self, search: Any, filed: Any) -> tuple[float, float]:
        """See `Matcher.compare`."""
        score = float(self._matching.score(search, filed))
        return score, score
