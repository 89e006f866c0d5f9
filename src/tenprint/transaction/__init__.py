"""1. What arrives: ANSI/NIST-ITL and EBTS files, bytes to records and back, without I/O of its own.

>>> from tenprint.transaction import read
>>> transaction = read("booking.ebts")
>>> transaction.tot, transaction.type2.name, len(transaction.images)
"""

from tenprint.transaction.binary import BinaryRecord
from tenprint.transaction.field import Field
from tenprint.transaction.limits import DEFAULT_LIMITS, Limits
from tenprint.transaction.reader import read, read_header
from tenprint.transaction.record import Record
from tenprint.transaction.tagged import TaggedRecord
from tenprint.transaction.transaction import Transaction

__all__ = [
    "DEFAULT_LIMITS",
    "BinaryRecord",
    "Field",
    "Limits",
    "Record",
    "TaggedRecord",
    "Transaction",
    "read",
    "read_header",
]
