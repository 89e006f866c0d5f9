"""Fail where a built page would fetch anything from another host: docs_no_requests.py SITE.

Links that a reader follows may lead elsewhere; scripts, styles, fonts, pictures and what styles import may not.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ELSEWHERE = r"((?:https?:)?//[^\"'\s>)]+)"
FETCHED = (
    re.compile(r"<(?:script|img|iframe|source|video|audio)\b[^>]*\bsrc=[\"']?" + ELSEWHERE, re.I),
    re.compile(
        r"<link\b(?=[^>]*rel=[\"']?(?:stylesheet|preload|preconnect|icon|dns-prefetch))[^>]*href=[\"']?" + ELSEWHERE,
        re.I,
    ),
    re.compile(r"(?:url\(|@import\s+)[\"']?" + ELSEWHERE, re.I),
)


def main() -> int:
    site = Path(sys.argv[1])
    pages = [path for path in site.rglob("*") if path.suffix in (".html", ".css")]
    found = []
    for path in pages:
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{path.relative_to(site)}: {address}" for form in FETCHED for address in form.findall(text)]
        if 'class="mermaid"' in text:  # the theme's script would fetch what draws it
            found.append(f"{path.relative_to(site)}: a mermaid diagram")
    print("\n".join(found) or f"{len(pages)} files ask no other host for anything")
    return 1 if found or not pages else 0


if __name__ == "__main__":
    sys.exit(main())
