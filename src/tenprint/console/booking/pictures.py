"""Pictures of prints for pages: decoded once, scaled, encoded as PNG, kept for a while; and their quality."""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from PIL import Image as Pillow

from tenprint.fingerprint.quality import Quality, assess
from tenprint.transaction import Transaction

T = TypeVar("T")
SIZES = {"small": 260, "full": 0}  # longest side in px; 0: as it is
SLAPS = frozenset({13, 14, 15})
KEPT = 400


class Shelf(Generic[T]):
    """Keeps the last values that were made; a value is made once, whoever asks first."""

    def __init__(self, size: int = KEPT) -> None:
        self._size, self._lock = size, threading.Lock()
        self._values: OrderedDict[tuple[object, ...], T] = OrderedDict()

    def get(self, key: tuple[object, ...], make: Callable[[], T]) -> T:
        """Return the value of a key, made now where it is not kept."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        return value


_pictures: Shelf[bytes] = Shelf()
_qualities: Shelf[Quality | None] = Shelf()


def picture(digest: str, parsed: Transaction, number: int, size: str) -> bytes:
    """Return image `number` of a transaction as PNG.

    Raises:
        ImageError: it cannot be decoded.
    """
    return _pictures.get((digest, number, size), lambda: _draw(parsed, number, SIZES[size]))


def quality(digest: str, parsed: Transaction, number: int) -> Quality | None:
    """Return the quality of a single finger's image; None for an image of several fingers.

    Raises:
        ImageError: it cannot be decoded.
    """
    image = parsed.images[number]
    if image.position in SLAPS:
        return None
    return _qualities.get((digest, number), lambda: assess(image.decode().pixels, image.ppi))


def _draw(parsed: Transaction, number: int, longest: int) -> bytes:
    drawn = Pillow.fromarray(parsed.images[number].decode().pixels)
    if longest:
        drawn.thumbnail((longest, longest), Pillow.Resampling.LANCZOS)
    target = io.BytesIO()
    drawn.save(target, "PNG", compress_level=3)
    return target.getvalue()
