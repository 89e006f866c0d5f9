"""From OSIA's biometric data to templates by finger: base64, decoding, segmentation, extraction."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import NamedTuple

from msgspec import UNSET

from tenprint import imaging
from tenprint.agency.masterfile import best_of
from tenprint.api.osia.schemas import BiometricData
from tenprint.api.osia.templates import read_templates
from tenprint.api.osia.vocabulary import FINGERS, IMPRESSIONS, SLAPS
from tenprint.errors import ImageError, UsageError, ValueFormatError
from tenprint.exchange.addresses import AllowedAddresses
from tenprint.fingerprint.extraction import extract
from tenprint.fingerprint.segmentation import segment_slap
from tenprint.fingerprint.template import Template
from tenprint.search.parameters import THREADS

DEFAULT_PPI = 500.0  # where neither the request nor the image says
UNKNOWN = "UNKNOWN"

_pool = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="osia-extract")


class Prints(NamedTuple):
    """What biometric data gave: one template a finger, those of unknown fingers, and what the engine does not use."""

    known: dict[int, Template]
    unknown: list[Template]
    unused: list[str]


def prints_of(items: Sequence[BiometricData], allowed: AllowedAddresses) -> Prints:
    """Return the templates of fingers; faces, irises, palms and signatures are named as unused.

    Raises:
        UsageError: encrypted, or behind an address that may not be called.
        ValueFormatError: no base64.
        ImageError: an image of a finger cannot be decoded.
        TemplateError: a template cannot be read.
    """
    found: list[Template] = []
    unused: list[str] = []
    for number, templates in enumerate(_pool.map(lambda item: _templates(item, allowed), items)):
        if templates is None:
            unused.append(_name(items[number], number))
        else:
            found += templates
    known = {p: t for p, t in best_of(t for t in found if t.position in FINGERS.values()).items() if len(t)}
    return Prints(dict(sorted(known.items())), [t for t in found if t.position == 0 and len(t)], unused)


def _templates(item: BiometricData, allowed: AllowedAddresses) -> list[Template] | None:
    """Return the templates of one item; None where the engine has no use for it."""
    refuse_protected(item)
    subtype = UNKNOWN if item.biometric_sub_type is UNSET else item.biometric_sub_type
    if item.biometric_type != "FINGER" or subtype not in {UNKNOWN, *FINGERS, *SLAPS}:
        return None
    impression = 0 if item.impression_type is UNSET else IMPRESSIONS.get(item.impression_type, 0)
    data = _data(item.image, item.image_ref, "image", allowed)
    if data is not None:
        return _from_image(item, data, subtype, impression)
    template = _data(item.template, item.template_ref, "template", allowed)
    if template is None:
        return None
    position = FINGERS.get(subtype, 0)
    read = read_templates(template, None if item.template_format is UNSET else item.template_format)
    return [replace(t, position=position or t.position) for t in read]


def _from_image(item: BiometricData, data: bytes, subtype: str, impression: int) -> list[Template]:
    if item.compression == "NONE":
        given = (item.width, item.height)
        if UNSET in given:
            raise UsageError("raw pixels need width and height", where="biometricData")
        bits = 8 if item.bitdepth is UNSET else item.bitdepth
        image = imaging.decode_raw(data, int(item.width), int(item.height), bits)  # type: ignore[arg-type]
    else:
        image = imaging.decode(data, source=subtype)
    stated = None if item.resolution is UNSET else float(item.resolution)
    ppi = stated or image.ppi or DEFAULT_PPI
    if not ppi > 0:
        raise ImageError("a resolution is above zero", where="biometricData")
    if subtype not in SLAPS:
        return [extract(image.pixels, ppi, position=FINGERS.get(subtype, 0), impression=impression)]
    missing = [] if item.missing is UNSET else [FINGERS.get(str(m.biometric_sub_type), 0) for m in item.missing]
    segments = segment_slap(image.pixels, ppi, SLAPS[subtype], missing=[m for m in missing if m])
    return [extract(s.pixels, ppi, position=s.position, impression=impression) for s in segments if s.position]


def refuse_protected(item: object) -> None:
    """Refuse what says that it is encrypted, or that its hash is to be checked: neither is done, so neither is passed.

    Raises:
        UsageError: it does.
    """
    if getattr(item, "encryption", UNSET) is not UNSET or getattr(item, "integrity", UNSET) is not UNSET:
        raise UsageError(
            "encrypted data and integrity blocks are not supported",
            where="request",
            remedy="Send plain data over TLS.",
        )


def _data(text: object, address: object, what: str, allowed: AllowedAddresses) -> bytes | None:
    if isinstance(text, str):
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise ValueFormatError(f"the {what} is no base64", where="biometricData") from None
    return allowed.fetch(address, f"the {what}") if isinstance(address, str) else None


def _name(item: BiometricData, number: int) -> str:
    subtype = UNKNOWN if item.biometric_sub_type is UNSET else item.biometric_sub_type
    return f"{number}: {item.biometric_type} {subtype}"
