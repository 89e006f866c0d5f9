"""Text from a file as a terminal may show it: no escape sequence, no reordering, no half characters."""

from __future__ import annotations

# C0 and C1 controls and DEL become visible pictures (U+2400...) or a replacement mark; line ends and tabs stay. So do
# the marks that turn the direction of text around, with which a name can be made to look like another.
_PICTURES = 0x2400
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_TURNING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F)
_SHOWN: dict[int, str] = {
    **{code: chr(_PICTURES + code) for code in range(32) if code not in (9, 10)},
    0x7F: "\N{SYMBOL FOR DELETE}",
    **dict.fromkeys(range(0x80, 0xA0), _REPLACEMENT),
    **dict.fromkeys(_TURNING, _REPLACEMENT),
    **dict.fromkeys(range(0xD800, 0xE000), _REPLACEMENT),
}


def printable(text: str) -> str:
    """Return `text` with everything that a terminal would obey, or could not show, replaced by visible marks."""
    if text.isascii() and text.isprintable():
        return text
    return text.replace("\r\n", "\n").translate(_SHOWN)
