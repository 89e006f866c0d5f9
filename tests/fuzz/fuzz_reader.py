"""Fuzz the reader: only our own errors, nothing slow, and what was read is written again byte for byte.

Run: python tests/fuzz/fuzz_reader.py [CORPUS] -max_total_time=600
"""

from __future__ import annotations

import sys
import time

import atheris

with atheris.instrument_imports(include=["tenprint.transaction"]):
    from tenprint import transaction as library
    from tenprint.errors import TransactionError, UsageError
    from tenprint.transaction import build
    from tenprint.transaction.compare import compare
    from tenprint.transaction.validate import validate

LIMITS = library.Limits(file_bytes=1 << 20, records=50, fields=2000, items=500)
SECONDS_AT_MOST = 1.0


def seeds() -> list[bytes]:
    """Build small valid files to start from."""
    prints = [build.Print(b"\xff\xa0\x1c\x1d", n, 1, 20, 20) for n in (1, 2)]
    header = {"ori": "MO0953100", "dai": "MOSIB0000", "tcn": "TCN-0000000001"}
    rapid = build.rpis({"ATN": "UNIT", "NDR": "1"}, prints, **header)
    slaps = build.rpis({"ATN": "UNIT", "NDR": ["1", "2"]}, prints, record_type=14, **header)
    slaps.declare_character_set("UTF-16")
    binary = build.rpisr(rapid, result="G", note="NONE")
    for kind in (3, 5, 6):
        binary.add(library.BinaryRecord.new(kind, {2: 1, 3: 0, 4: [1], 5: 1, 6: 8, 7: 2, 8: 0}, bytes(16)))
    binary.add(library.BinaryRecord.new(7, {2: 1}, b"any"))
    binary.add(library.BinaryRecord.new(8, {2: 1, 3: 0, 4: 0, 5: 0, 6: 8, 7: 1}, b"\x00"))
    binary.add(library.TaggedRecord.new(9, {2: "01", 5: ("A", "M"), 10: "1", 12: [("001", "00000000000")]}))
    return [rapid.to_bytes(), slaps.to_bytes(), binary.to_bytes()]


SEEDS = seeds()
WARM = [str(library.read(seed)) for seed in SEEDS]  # tables are loaded before anything is timed


def one_input(data: bytes) -> None:
    """Read the input, and a valid file with the input's damage in it."""
    start = time.process_time()
    for candidate in (data, _grafted(data)):
        _exercise(candidate)
    if time.process_time() - start > SECONDS_AT_MOST:
        raise RuntimeError(f"took longer than {SECONDS_AT_MOST:g} s")


def _exercise(data: bytes) -> None:
    try:
        transaction = library.read(data, limits=LIMITS)
    except TransactionError as error:
        str(error)
        return
    if transaction.to_bytes() != data:
        raise RuntimeError("an untouched file is not written as it was read")
    try:
        for record in transaction:
            record.rejoin()
        if transaction.to_bytes() != data:
            raise RuntimeError("a file cut into fields is not written as it was read")
        _look(transaction)
        for finding in validate(transaction):
            str(finding)
        _change(transaction)
    except (TransactionError, UsageError) as error:
        str(error)


def _look(transaction: library.Transaction) -> None:
    if len(transaction.to_bytes()) % 16 == 0:  # the table takes longer than all else together
        str(transaction)
    repr(transaction)
    for record in transaction:
        for field in record:
            repr(field)
            try:
                _ = (field.subfields, field.value)
            except TransactionError as error:
                str(error)
            _ = field.meaning
    for image in transaction.images:
        repr(image)


def _change(transaction: library.Transaction) -> None:
    before = transaction.copy()
    for record in transaction.records[1:]:
        for field in record.fields[1:3]:
            if field.number > 2 and not field.is_binary and field.data != b"7":
                record.set(field.number, "7")
    again = library.read(transaction.to_bytes(), limits=library.DEFAULT_LIMITS)
    list(compare(before, again))


def _grafted(data: bytes) -> bytes:
    """Overwrite places of a valid file, two bytes of input a place and one its new value."""
    whole = bytearray(SEEDS[len(data) % len(SEEDS)])
    for at in range(0, len(data) - 2, 3):
        whole[int.from_bytes(data[at : at + 2], "big") % len(whole)] = data[at + 2]
    return bytes(whole)


def main() -> None:
    """Start the fuzzer."""
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
