"""Decode images: one, or many at a time."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from tenprint.errors import ImageError, Where
from tenprint.imaging.formats import Format, sniff
from tenprint.imaging.image import Encoded, Image
from tenprint.imaging.limits import check_bytes
from tenprint.imaging.parameters import DEFAULT_LIMITS, Limits
from tenprint.imaging.raw import decode_raw
from tenprint.imaging.sandbox import SHARED
from tenprint.imaging.wsq import decode_wsq


def decode(data: bytes, *, limits: Limits = DEFAULT_LIMITS, trusted: bool = False, source: str | None = None) -> Image:
    """Decode an image of any known format to eight-bit grey.

    WSQ is decoded here, by code that cannot leave its arrays. The others go through C libraries, so a worker process
    with limits decodes them, unless the bytes are trusted.

    Args:
        data: the image; its format is told by its magic number.
        limits: what is refused.
        trusted: decode in this process whatever the format. Only for images that this system made itself.
        source: what an error message calls this image.

    Raises:
        ImageError: unknown format, broken, or above the limits.
    """
    try:
        check_bytes(len(data), limits)
        kind = sniff(data)
        if kind is Format.WSQ:
            return decode_wsq(data, limits=limits)
        if trusted:
            from tenprint.imaging.container import read_container

            return read_container(data, kind, limits)
        return SHARED.decode(data, kind, limits)
    except ImageError as error:
        if source is None:
            raise
        raise _at(error, source) from error


def decode_encoded(item: bytes | Encoded, *, limits: Limits = DEFAULT_LIMITS) -> Image:
    """Decode one image with what its record says about it; see `decode` and `decode_raw`."""
    if not isinstance(item, Encoded):
        return decode(item, limits=limits)
    if item.format is Format.RAW:
        try:
            return decode_raw(item.data, item.width, item.height, item.bits, ppi=item.ppi, limits=limits)
        except ImageError as error:
            if item.source is None:
                raise
            raise _at(error, item.source) from error
    image = decode(item.data, limits=limits, source=item.source)
    return replace(image, ppi=item.ppi) if image.ppi is None and item.ppi is not None else image


def decode_many(items: Sequence[bytes | Encoded], *, limits: Limits = DEFAULT_LIMITS) -> list[Image]:
    """Decode the images of a transaction in parallel.

    Raises:
        ImageError: the first image that cannot be decoded; its message says which. See `decode_each`.
    """
    results = decode_each(items, limits=limits)
    for number, result in enumerate(results, start=1):
        if isinstance(result, ImageError):
            raise _at(result, f"image {number} of {len(items)}")
    return [result for result in results if isinstance(result, Image)]


def decode_each(items: Sequence[bytes | Encoded], *, limits: Limits = DEFAULT_LIMITS) -> list[Image | ImageError]:
    """Decode images in parallel; an error stands in the place of an image that cannot be decoded."""

    def attempt(item: bytes | Encoded) -> Image | ImageError:
        try:
            return decode_encoded(item, limits=limits)
        except ImageError as error:
            return error

    threads = min(len(items), os.cpu_count() or 1)
    if threads < 2:
        return [attempt(item) for item in items]
    with ThreadPoolExecutor(threads, thread_name_prefix="decode") as pool:
        return list(pool.map(attempt, items))


def _at(error: ImageError, source: str | None) -> ImageError:
    if source is None or error.where.source is not None:
        return error
    return ImageError(error.what, where=Where(source=source, offset=error.where.offset), remedy=error.remedy)
