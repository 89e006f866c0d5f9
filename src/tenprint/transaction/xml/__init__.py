"""ANSI/NIST-ITL XML (NIEM): read and write records 1, 2, 3 to 6, 9, 10, 13, 14 and 15; others are carried as they are.

>>> from tenprint.transaction.xml import read_xml, write_xml
>>> document = write_xml(transaction)
>>> document.data, document.notes
>>> read_xml(document.data).transaction
"""

from tenprint.transaction.xml.read import Imported, read_xml
from tenprint.transaction.xml.write import Exported, write_xml

__all__ = ["Exported", "Imported", "read_xml", "write_xml"]
