"""Template files: many subjects in one file that is written and read from beginning to end.

"TENPRINT-TEMPLATES-1\\n", then for each subject: length u32, check u32 (CRC-32), identifier and fingers as a gallery
row stores them (`gallery.rows`).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tenprint.errors import TemplateError, Where
from tenprint.fingerprint.template import Template
from tenprint.search.gallery.rows import encode_payload, payload_fingers, payload_subject

MAGIC = b"TENPRINT-TEMPLATES-1\n"
FRAME = struct.Struct("<II")
LARGEST = 1 << 20


def write_templates(path: Path, subjects: Iterable[tuple[str, Mapping[int, Template]]]) -> int:
    """Write a template file and return the number of subjects."""
    count = 0
    with path.open("wb") as file:
        file.write(MAGIC)
        for subject, fingers in subjects:
            payload = encode_payload(subject, fingers)
            file.write(FRAME.pack(len(payload), zlib.crc32(payload)) + payload)
            count += 1
    return count


def read_templates(path: Path) -> Iterator[tuple[str, dict[int, Template]]]:
    """Yield the subjects of a template file.

    Raises:
        TemplateError: it is no template file, or is cut short or broken; where says the byte.
    """
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise TemplateError("this is no template file", where=str(path))
        while frame := file.read(FRAME.size):
            where = Where(source=str(path), offset=file.tell() - len(frame))
            length, check = FRAME.unpack(frame) if len(frame) == FRAME.size else (LARGEST + 1, 0)
            payload = file.read(length) if length <= LARGEST else b""
            if len(payload) != length or zlib.crc32(payload) != check:
                raise TemplateError("a subject is cut short or broken", where=where, remedy="Write the file again.")
            yield payload_subject(payload), payload_fingers(payload)
