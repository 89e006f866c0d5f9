"""Server-sent events: a page's live parts. A stream sends what changed, and never keeps a session awake."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from tenprint.console.framework.desk import Desk
from tenprint.console.framework.sessions import is_awake

SECONDS = 0.5  # between two looks
PING_SECONDS = 15.0  # a comment, so that a proxy does not close the line
LONGEST_SECONDS = 900.0  # then the browser asks again, and the session is checked


def stream(desk: Desk, look: Callable[[], Mapping[str, str]], *, seconds: float = SECONDS) -> Response:
    """Return a stream of events.

    Args:
        desk: taken by `at(..., live=True)`.
        look: returns event name -> HTML; it runs in a thread, twice a second. An event is sent when its HTML changed.
        seconds: between two looks.
    """
    return StreamingResponse(_events(desk, look, seconds), media_type="text/event-stream")


async def _events(desk: Desk, look: Callable[[], Mapping[str, str]], seconds: float) -> AsyncIterator[str]:
    sent: dict[str, str] = {}
    loop = asyncio.get_running_loop()
    start = spoken = loop.time()
    yield "retry: 2000\n\n"
    while loop.time() - start < LONGEST_SECONDS and not desk.house.closing.is_set():
        if not await run_in_threadpool(is_awake, desk.agency, desk.token):
            yield "event: asleep\ndata: \n\n"
            return
        for name, html in (await run_in_threadpool(look)).items():
            if sent.get(name) != html:
                sent[name] = html
                spoken = loop.time()
                yield message(name, html)
        if loop.time() - spoken > PING_SECONDS:
            spoken = loop.time()
            yield ": still here\n\n"
        await asyncio.sleep(seconds)


def message(name: str, html: str) -> str:
    """Return one event in the form of the HTML standard, section 9.2."""
    lines = "".join(f"data: {line}\n" for line in html.splitlines())
    return f"event: {name}\n{lines}\n"
