"""Comments of a WSQ file; the NIST_COM comment holds `name value` lines.

Source: NIST Biometric Image Software, NISTCOM: the first line is `NIST_COM n`, n counts the pairs with itself.
"""

from __future__ import annotations

MARK = "NIST_COM"
BYTES_AT_MOST = 4096  # what follows is not looked at; real comments have some hundred bytes


def parse_nistcom(payload: bytes) -> dict[str, str]:
    """Read the pairs of one comment; empty if it is no NIST_COM. Lines without a value give an empty string."""
    text = payload[:BYTES_AT_MOST].decode("latin-1")
    if not text.startswith(MARK + " "):
        return {}
    pairs: dict[str, str] = {}
    for line in text.splitlines()[1:]:
        name, _, value = line.strip().partition(" ")
        if name:
            pairs.setdefault(name, value.strip())
    return pairs


def format_nistcom(pairs: dict[str, str]) -> bytes:
    """Write pairs as a NIST_COM comment."""
    lines = [f"{MARK} {len(pairs) + 1}", *(f"{name} {value}" for name, value in pairs.items())]
    return "\n".join(lines).encode("latin-1", "replace")
