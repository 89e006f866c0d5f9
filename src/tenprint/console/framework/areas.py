"""The areas of the console, in the order of the navigation, and the lines of navigation that each brings."""

from __future__ import annotations

import functools
import importlib
import importlib.util
from typing import NamedTuple

AREAS = (
    "home", "booking", "operators", "examiner", "cases", "supervisor", "redress", "oversight", "accounts", "public",
    "signin",
)  # fmt: skip
EVERY_ROLE = ("booking", "state", "criminal", "immigration", "enforcement")


class Item(NamedTuple):
    """One line of the navigation.

    Attributes:
        path, words: where it leads, and what it says.
        heading: under which it stands.
        roles: of the agencies at which there is such a page.
        action, purpose, relation: what the access table must grant for the line to be shown; no action: everybody.
    """

    path: str
    words: str
    heading: str
    roles: tuple[str, ...] = EVERY_ROLE
    action: str = ""
    purpose: str = ""
    relation: str = "agency"


class Area(NamedTuple):
    """A package of views: its name, the modules that have a `router`, its lines of navigation."""

    name: str
    modules: tuple[str, ...]
    items: tuple[Item, ...] = ()


@functools.cache
def areas() -> tuple[Area, ...]:
    """Return all areas that there are."""
    found = []
    for name in AREAS:
        module = f"tenprint.console.{name}"
        spec = importlib.util.find_spec(module)
        if spec is not None and spec.origin is not None:
            area: Area = importlib.import_module(module).AREA
            found.append(area)
    return tuple(found)
