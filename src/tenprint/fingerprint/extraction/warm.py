"""Tell, once, that the kernels are about to be compiled: the first extraction after an installation takes longer."""

from __future__ import annotations

import sys
from pathlib import Path

from tenprint.fingerprint.extraction import smooth

_told = False


def announce_compilation() -> None:
    """Write one line to stderr where the kernels are not in Numba's cache; afterwards silent."""
    global _told
    if _told:
        return
    _told = True
    folder = Path(smooth.box_moments.stats.cache_path or "")
    source = Path(smooth.__file__)
    cached = [path.stat().st_mtime for path in folder.glob("smooth.box_moments-*.nbi")]
    if not cached or max(cached) < source.stat().st_mtime:
        print("tenprint: compiling the extractor once, this takes up to a minute ...", file=sys.stderr, flush=True)
