"""Prints of a task, ready for the screen: minutiae as numbers, pictures by layer; kept for a while after a look."""

from __future__ import annotations

import io
import time
from typing import Any, NamedTuple

import numpy as np
from PIL import Image as Pillow
from starlette.exceptions import HTTPException

from tenprint import imaging
from tenprint.agency.examination import Material, Prints, material
from tenprint.agency.masterfile import unpack
from tenprint.console.booking.pictures import Shelf
from tenprint.console.framework.desk import Desk
from tenprint.fingerprint.extraction import extract
from tenprint.fingerprint.extraction.resolution import at_500_ppi
from tenprint.fingerprint.matching import match
from tenprint.fingerprint.transparency import Recorder

SEARCH = "search"
LAYERS = ("original", "enhanced", "skeleton")
LOOK_SECONDS = 300  # a look at a task is written down once in this time
_looks: Shelf[Material] = Shelf(64)
_layers: Shelf[dict[str, bytes]] = Shelf(64)
_prints: Shelf[dict[str, Any]] = Shelf(200)
_decoded: Shelf[Any] = Shelf(16)


class Shown(NamedTuple):
    """A task as this examiner sees it."""

    desk: Desk
    seen: Material

    def prints(self, who: str) -> Prints:
        """Return the prints of the search or of a candidate's letter."""
        found = self.seen.search if who == SEARCH else self.seen.candidates.get(who)
        if found is None:
            raise HTTPException(404)
        return found

    def fingers(self, letter: str) -> list[int]:
        """Return the fingers that search and candidate have in common."""
        return sorted(set(self.seen.search.templates) & set(self.prints(letter).templates))

    def print(self, who: str, finger: int) -> dict[str, Any]:
        """Return size and minutiae (x, y, direction, kind) of one print."""
        key = (self.seen.task, who, finger)
        return _prints.get(key, lambda: self._print(who, finger))

    def _print(self, who: str, finger: int) -> dict[str, Any]:
        prints = self.prints(who)
        if finger not in prints.templates:
            raise HTTPException(404)
        template = unpack({finger: prints.templates[finger]})[finger]
        rows = zip(template.x, template.y, template.direction, template.kind, strict=True)
        found = [[round(float(x), 1), round(float(y), 1), round(float(d), 3), int(k)] for x, y, d, k in rows]
        width, height = template.width, template.height
        if finger in prints.images:
            height, width = self._pixels(who, finger).shape
        return {"width": width, "height": height, "minutiae": found, "image": finger in prints.images}

    def picture(self, who: str, finger: int, layer: str) -> bytes:
        """Return a layer as PNG: original at once, the others by an extraction that is shown."""
        if layer not in LAYERS or finger not in self.prints(who).images:
            raise HTTPException(404)
        if layer == "original":
            key = (self.seen.task, who, finger, layer)
            return _layers.get(key, lambda: {layer: _png(self._pixels(who, finger))})[layer]
        return _layers.get((self.seen.task, who, finger), lambda: self._stages(who, finger))[layer]

    def pairs(self, letter: str, finger: int) -> list[list[int]]:
        """Return the numbers of the minutiae that the matcher paired, the weightiest first."""
        search, filed = self.prints(SEARCH).templates, self.prints(letter).templates
        if finger not in search or finger not in filed:
            raise HTTPException(404)
        a, b = unpack({finger: search[finger]})[finger], unpack({finger: filed[finger]})[finger]
        return [[pair.a, pair.b] for pair in match(a, b).pairs]

    def _pixels(self, who: str, finger: int) -> Any:
        """Return a print's pixels; size, picture and stages need them, decoded once."""
        return _decoded.get((self.seen.task, who, finger), lambda: self._decode(who, finger))

    def _decode(self, who: str, finger: int) -> Any:
        image = imaging.decode(self.prints(who).images[finger])
        return at_500_ppi(image.pixels, image.ppi)

    def _stages(self, who: str, finger: int) -> dict[str, bytes]:
        log = Recorder()
        extract(self._pixels(who, finger), 500.0, backend="classical", transparency=log)
        ridges = log.arrays["enhanced"]
        span = float(np.percentile(np.abs(ridges), 99)) or 1.0
        grey = np.clip(127.5 - ridges / span * 127.5, 0, 255).astype(np.uint8)
        lines = np.where(log.arrays["ridges"], 0, 255).astype(np.uint8)
        return {"enhanced": _png(grey), "skeleton": _png(lines)}


def look_at(desk: Desk, task: str) -> Shown:
    """Open a task; the look is audited, once in a while.

    Raises:
        UsageError: the examiner has no such task.
        NotAuthorisedError: not an examiner of this agency.
    """
    if not desk.may("examination:look", "examination"):
        desk.permit("examination:look", "examination", thing=task)
    key = (desk.agency.role, desk.user, desk.token, task, int(time.monotonic() // LOOK_SECONDS))

    def open_task() -> Material:
        with desk.act("examination") as unit:
            return material(unit, task)

    return Shown(desk, _looks.get(key, open_task))


def _png(pixels: Any) -> bytes:
    target = io.BytesIO()
    Pillow.fromarray(pixels).save(target, "PNG", compress_level=1)
    return target.getvalue()
