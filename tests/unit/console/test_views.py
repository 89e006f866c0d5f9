"""Every line of the navigation has a sentence on the first page, a picture in the docs, and a reader in the demo."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tenprint.accountability.access import Person, access_table, decide
from tenprint.console.framework.areas import areas
from tenprint.console.home.guide import BEGIN, NOTES
from tenprint.console.signin.people import PEOPLE

ITEMS = [item for area in areas() for item in area.items]
REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.path)
def test_somebody_of_the_demo_sees_the_line(item):
    if item.action in ("", "public"):
        return
    assert any(
        person.agency in item.roles
        and decide(Person(person.name, frozenset(person.roles)), item.action, item.relation, item.purpose).allowed
        for person in PEOPLE
    ), item.path


def test_the_first_page_says_what_each_line_is_for():
    assert {item.path for item in ITEMS} - {"/"} <= set(NOTES)


def test_every_role_is_told_where_to_begin_and_may_go_there():
    assert set(BEGIN) == {role.name for role in access_table().roles}
    for role, steps in BEGIN.items():
        for step in steps:
            path = step.path.split("?")[0]
            item = next((item for item in ITEMS if item.path == path), None)
            if item is not None and item.action:
                granted = decide(Person("x.y", frozenset({role})), item.action, item.relation, item.purpose)
                assert granted.allowed, (role, step.path)


def test_every_line_has_its_picture():
    spec = importlib.util.spec_from_file_location("console_views", REPOSITORY / "tools/console_views.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    taken = {view.path.split("?")[0] for view in module.VIEWS}
    assert {item.path for item in ITEMS} <= taken | {"/held"}  # its form is one field
    names = {f"{view.name}-{scheme}.jpg" for view in module.VIEWS for scheme in ("light", "dark")}
    assert {path.name for path in (REPOSITORY / "docs/images/console").glob("*.jpg")} == names
    assert {view.heading for view in module.VIEWS} == set(module.HEADINGS)
