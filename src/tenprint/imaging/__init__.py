"""2. The images inside: WSQ, PNG, JPEG, JPEG 2000, raw; resolution; sandboxed decoding.

Knows only bytes and pixels. Hostile bytes are decoded in worker processes (`sandbox`), or by our own WSQ decoder,
which cannot leave its arrays.
"""

from tenprint.imaging.decode import decode, decode_each, decode_encoded, decode_many
from tenprint.imaging.encode import encode_jp2, encode_png, encode_wsq
from tenprint.imaging.formats import Format, sniff
from tenprint.imaging.image import Encoded, Image
from tenprint.imaging.parameters import DEFAULT_LIMITS, Limits
from tenprint.imaging.raw import decode_raw
from tenprint.imaging.wsq import WsqHeader, decode_wsq, parse_header

__all__ = [
    "DEFAULT_LIMITS",
    "Encoded",
    "Format",
    "Image",
    "Limits",
    "WsqHeader",
    "decode",
    "decode_each",
    "decode_encoded",
    "decode_many",
    "decode_raw",
    "decode_wsq",
    "encode_jp2",
    "encode_png",
    "encode_wsq",
    "parse_header",
    "sniff",
]
