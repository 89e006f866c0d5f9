"""From a template to an answer."""

from __future__ import annotations

import functools
import hashlib
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tenprint import __version__
from tenprint.console.framework import sessions, states, words
from tenprint.console.framework.areas import areas
from tenprint.console.framework.desk import Visitor

CONSOLE = Path(str(resources.files("tenprint.console")))
DONE_COOKIE = "tenprint_done"
DONE_SECONDS = 30
LONGEST_DONE = 200  # characters of a message that a cookie carries to the next page


@functools.cache
def environment() -> Environment:
    """Return the template environment: `<area>/<file>` is `<area>/templates/<file>`."""
    names = ["framework", *(area.name for area in areas())]
    loaders = {name: FileSystemLoader(CONSOLE / name / "templates") for name in names}
    made = Environment(
        loader=PrefixLoader(loaders), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters.update(words.FILTERS)
    made.globals.update(words.GLOBALS, asset=asset, tone=states.tone, mark=states.mark, version=__version__)
    return made


@functools.cache
def asset(path: str) -> str:
    """Return the address of a static file, with its digest, so that it can be kept for ever."""
    digest = hashlib.sha256(static_file(path).read_bytes()).hexdigest()[:12]
    return f"/static/{path}?{digest}"


def static_file(path: str) -> Path:
    """Return where `<area>/file` or `file` of the console's static files lies."""
    area, slash, rest = path.partition("/")
    own = CONSOLE / area / "static"
    return own / rest if slash and own.is_dir() else CONSOLE / "static" / path


def page(
    who: Visitor,
    template: str,
    *,
    title: str,
    trail: tuple[tuple[str, str], ...] = (),
    status: int = 200,
    **context: Any,
) -> Response:
    """Return a whole page.

    Args:
        who: who looks.
        template: `<area>/<file>`.
        title: of the page; it is its first heading, too.
        trail: (words, path) of the pages above.
        status: of the answer.
        context: what the template shows.
    """
    done = unquote(who.request.cookies.get(DONE_COOKIE, ""))
    body = environment().get_template(template).render(who=who, title=title, trail=trail, done=done, **context)
    answer = HTMLResponse(body, status)
    if done:
        answer.delete_cookie(DONE_COOKIE)
    if who.account is None and sessions.FORM_COOKIE not in who.request.cookies:
        answer.set_cookie(
            sessions.FORM_COOKIE,
            sessions.visitor_of(who.request),
            httponly=True,
            secure=who.house.secure,
            samesite="strict",
        )
    return answer


def fragment(
    who: Visitor, template: str, *, status: int = 200, headers: dict[str, str] | None = None, **context: Any
) -> Response:
    """Return a part of a page, for htmx."""
    return HTMLResponse(text(who, template, **context), status, headers)


def text(who: Visitor, template: str, **context: Any) -> str:
    """Return what a template says."""
    return environment().get_template(template).render(who=who, **context)


def see_other(who: Visitor, path: str, *, done: str = "") -> Response:
    """Answer a form: go to this page, which says what was done. htmx is told by a header of its own."""
    answer: Response
    if who.is_htmx:
        answer = Response(status_code=204, headers={"HX-Redirect": path})
    else:
        answer = RedirectResponse(path, 303)
    if done:
        answer.set_cookie(
            DONE_COOKIE,
            quote(done[:LONGEST_DONE]),
            max_age=DONE_SECONDS,
            httponly=True,
            secure=who.house.secure,
            samesite="strict",
        )
    return answer
