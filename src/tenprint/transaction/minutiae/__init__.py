"""Minutiae records: Type-9 legacy, M1 and EFS, ISO/IEC 19794-2:2005, INCITS 378-2004, and conversion between them.

>>> from tenprint.transaction.minutiae import convert, read_record, read_template
>>> minutiae = read_record(transaction.first(9))
>>> result = convert(minutiae, "iso2005")
>>> result.written, result.losses
"""

from tenprint.transaction.minutiae.convert import (
    Converted,
    convert,
    convert_all,
    formats_of,
    read_record,
    write_record,
)
from tenprint.transaction.minutiae.model import (
    TEMPLATE_FORMATS,
    TITLES,
    TYPE9_FORMATS,
    Core,
    Delta,
    Format,
    Kind,
    Minutia,
    MinutiaeRecord,
    RidgeCount,
    TemplateHeader,
)
from tenprint.transaction.minutiae.template import read_template
from tenprint.transaction.minutiae.template_write import write_template

__all__ = [
    "TEMPLATE_FORMATS",
    "TITLES",
    "TYPE9_FORMATS",
    "Converted",
    "Core",
    "Delta",
    "Format",
    "Kind",
    "Minutia",
    "MinutiaeRecord",
    "RidgeCount",
    "TemplateHeader",
    "convert",
    "convert_all",
    "formats_of",
    "read_record",
    "read_template",
    "write_record",
    "write_template",
]
