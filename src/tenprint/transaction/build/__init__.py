"""Build EBTS transactions: requests with demographics and images, and answers tied to them.

>>> from tenprint.transaction import build
>>> prints = [build.print_from(wsq, position=1)]
>>> request = build.car({"name": "DOE,JOHN", ...}, prints, ori="MO0953100", dai="MOSIB0000")
>>> answer = build.sre(request, ident=True, fbi_number="123456AB7")
"""

from tenprint.transaction.build.answers import answers, errt, rpisr, sre, srt, tprr
from tenprint.transaction.build.header import new_tcn
from tenprint.transaction.build.messages import ERROR_CODES, ErrorMessage
from tenprint.transaction.build.prints import Photo, Print, print_from, prints_of
from tenprint.transaction.build.requests import REQUESTS, car, cna, fauf, request, rpis, tpis

__all__ = [
    "ERROR_CODES",
    "REQUESTS",
    "ErrorMessage",
    "Photo",
    "Print",
    "answers",
    "car",
    "cna",
    "errt",
    "fauf",
    "new_tcn",
    "print_from",
    "prints_of",
    "request",
    "rpis",
    "rpisr",
    "sre",
    "srt",
    "tpis",
    "tprr",
]
