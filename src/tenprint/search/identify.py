"""One to many: whose fingers are these?"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tenprint.fingerprint.template import Template
from tenprint.search.answer import Answer, Bands
from tenprint.search.cascade.pipeline import Cascade
from tenprint.search.cascade.query import Positions
from tenprint.search.gallery import Gallery
from tenprint.search.matcher import Matcher
from tenprint.search.options import Options


def identify(
    gallery: Gallery,
    fingers: Mapping[int, Template],
    *,
    positions: Positions | str = Positions.KNOWN,
    options: Options | None = None,
    limit: int | None = None,
    bands: Bands | None = None,
    policy: str | None = None,
    deadline: float | None = None,
    cancel: threading.Event | None = None,
    matcher: Matcher | None = None,
) -> Answer:
    """Search a gallery for the person whose fingers are given.

    Args:
        gallery: where to search.
        fingers: one to ten templates by finger position; numbered 1, 2, ... where positions are unknown.
        positions: "known" or "unknown".
        options: how to search (`Options`); the arguments below replace single ones of them.
        limit: candidates to list at most.
        bands: limits set by policy.
        policy: version of that policy, for the answer.
        deadline: seconds after which the answer is given with what was done until then.
        cancel: set it from another thread to stop.
        matcher: the 1:1 matcher of the last stage.

    Raises:
        UsageError: no fingers, impossible positions, a limit below one.
        UnavailableError: the search was cancelled.
    """
    given = {
        "limit": limit, "bands": bands, "policy": policy, "deadline": deadline, "cancel": cancel, "matcher": matcher,
    }  # fmt: skip
    chosen = {name: value for name, value in given.items() if value is not None}
    options = replace(options or Options(), **chosen)  # type: ignore[arg-type]
    return Cascade(gallery, options).search([fingers], Positions(positions))[0]


def identify_many(
    gallery: Gallery,
    searches: Sequence[Mapping[int, Template]],
    *,
    positions: Positions | str = Positions.KNOWN,
    options: Options | None = None,
) -> list[Answer]:
    """Search for several persons with one pass over the gallery; see `identify`. A deadline holds for all together."""
    return Cascade(gallery, options or Options()).search(searches, Positions(positions))
