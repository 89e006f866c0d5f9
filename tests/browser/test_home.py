"""Signing in, the first page, the own account, lock and theme: an example of a browser test."""

from __future__ import annotations

from typing import Any

import pytest

from tenprint.console.signin.people import PEOPLE


def test_stranger_sees_the_notice_and_is_sent_to_the_sign_in(visit: Any, check: Any) -> None:
    page = visit.stranger()
    assert "consent to being recorded" in page.inner_text("main")
    check(page)
    page.goto("/account")
    assert page.url.endswith("/sign-in")


def test_wrong_password_is_refused_without_saying_which_part(visit: Any, check: Any) -> None:
    page = visit.stranger()
    page.get_by_label("Name").fill("officer.green")
    page.get_by_label("Password").fill("not the password at all")
    page.get_by_label("One-time code").fill("123456")
    page.get_by_label("I have read the notice").check()
    page.get_by_role("button", name="Sign in").click()
    assert "do not fit" in page.inner_text(".alert")
    check(page)


@pytest.mark.parametrize("name", [person.name for person in PEOPLE])
def test_every_person_of_the_demo_signs_in(visit: Any, check: Any, name: str) -> None:
    page = visit(name)
    assert name in page.inner_text(".who")
    check(page)


def test_own_account(visit: Any, check: Any) -> None:
    page = visit("booking.reyes")
    page.goto("/account")
    assert "submission:send" in page.inner_text("main")
    check(page)
    page.goto("/account/password")
    check(page)


def test_theme_is_kept(visit: Any) -> None:
    page = visit("clerk.cole")
    page.get_by_role("button", name="Dark").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.goto("/account")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.get_by_role("button", name="System").click()
    assert page.locator("html").get_attribute("data-theme") is None


def test_lock_shows_nothing_until_unlocked(visit: Any, check: Any) -> None:
    page = visit("redress.lane")
    page.get_by_role("button", name="Lock").click()
    page.wait_for_url("**/unlock")
    check(page)
    page.goto("/account")
    assert page.url.endswith("/unlock")
    page.get_by_role("button", name="Unlock").click()
    page.goto("/account")
    assert "redress.lane" in page.inner_text("main")


def test_pages_that_are_not_there(visit: Any, check: Any) -> None:
    page = visit("booking.reyes")
    page.goto("/nothing/here")
    assert "no such page" in page.inner_text("main")
    check(page)
