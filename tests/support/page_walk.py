"""Every page that a person of the demo can reach by links, and how long the server took for it.

walk(house) -> list[Visit]: who, which kind of page, address, milliseconds (best of three), status, text
A kind of page is an address without its numbers: `/cases/{}`; of each kind and set of filters some are visited.
"""

from __future__ import annotations

import asyncio
import html
import re
import time
from collections import Counter
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx

from tenprint.console.framework.app import create_app
from tenprint.console.framework.house import House

LINK = re.compile(r'(?:href|action)="([^"#]+)"')
NUMBER = re.compile(r"(?<=/)(?:[^/]*[0-9][^/]*)(?=/|$)")  # a part of a path with a digit in it is a name
LISTS = ("before", "after", "skip")  # of which the value says only where
EXAMPLES = 2  # of each kind
TIMES = 3
PUBLIC = "(anybody)"


class Visit(NamedTuple):
    """One page."""

    who: str
    kind: str
    path: str
    milliseconds: float
    status: int
    text: str


class Client:
    """Asks an ASGI application without a network, one request after the other."""

    def __init__(self, app: Any) -> None:
        self._runner = asyncio.Runner()
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=None)

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Ask for a page."""
        return self._runner.run(self._client.get(path, **options))

    def post(self, path: str, **options: Any) -> httpx.Response:
        """Send a form."""
        return self._runner.run(self._client.post(path, **options))


def kind_of(path: str) -> str:
    """Return a path without its numbers, with the names of its filters."""
    parts = urlsplit(path)
    query = [
        name if name in LISTS or not value else f"{name}={value if value.isalpha() or '_' in value else '{}'}"
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    ]
    return NUMBER.sub("{}", parts.path) + (f"?{'&'.join(sorted(query))}" if query else "")


def client_of(house: House, name: str = "") -> Client:
    """Return a client in which this person of the demo is signed in."""
    client = Client(create_app(house))
    if name:
        page = client.get("/sign-in")
        token = re.search(r'name="([^"]*)" value="([^"]{20,})"', page.text)
        assert token is not None
        answer = client.post("/sign-in/demo", data={"name": name, token[1]: token[2]})
        assert answer.status_code == 303, answer.text[-400:]
    return client


def walk(
    house: House, names: list[str], *, times: int = TIMES, examples: int = EXAMPLES, kinds_of_lists: int = 10
) -> list[Visit]:
    """Visit what there is to see, person by person, and what anybody may see."""
    found: list[Visit] = []
    for name in ("", *names):
        found += _of(house, name, times, examples, kinds_of_lists)
    return found


def _of(house: House, name: str, times: int, examples: int, most: int) -> list[Visit]:
    client = client_of(house, name)
    ways = ["/"] if name else ["/public/activation", "/public/statistics", "/sign-in"]
    seen: set[str] = set(ways)
    kinds: Counter[str] = Counter()
    plain: Counter[str] = Counter()
    found = []
    while ways:
        path = ways.pop(0)
        kind, base = kind_of(path), NUMBER.sub("{}", urlsplit(path).path)
        if kinds[kind] >= examples or plain[base] >= most:
            continue
        kinds[kind] += 1
        plain[base] += 1
        milliseconds, answer = _timed(client, path, times)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        found.append(Visit(name or PUBLIC, kind, path, milliseconds, answer.status_code, answer.text))
        for link in LINK.findall(answer.text):
            target = urljoin(path, html.unescape(link))
            if _leads_on(target, name) and target not in seen:
                seen.add(target)
                ways.append(target)
    return found


def _leads_on(target: str, name: str) -> bool:
    if not target.startswith("/") or target.startswith(("/static/", "/sign-out", "/lock", "/theme", "/unlock")):
        return False
    if name and target.startswith("/public/"):
        return False  # the same for everybody: visited once, as nobody
    return not any(word in target for word in ("/download", ".png", ".json", "/events", "/file"))


def _timed(client: Any, path: str, times: int) -> tuple[float, Any]:
    best, answer = float("inf"), None
    for _ in range(times):
        start = time.perf_counter()
        answer = client.get(path)
        best = min(best, (time.perf_counter() - start) * 1000)
    return best, answer
