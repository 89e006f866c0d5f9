"""The bench: opens in a second, keeps both prints in step, and is worked by the keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest

FIELDS = ("zoom", "rotation", "x", "y")


def _open(page: Any) -> None:
    page.goto("/examinations")
    page.locator("table.rows a").first.click()
    page.wait_for_selector("#bench[data-ready]", timeout=10000)


def _stand(page: Any, name: str) -> dict[str, float]:
    return {field: float(page.get_attribute(f"#pane-{name}", f"data-{field}")) for field in FIELDS}


def test_opens_within_a_second_and_stays_in_step(visit: Any, check: Any) -> None:
    page = visit("examiner.ellis")
    page.goto("/examinations")
    check(page)
    _open(page)
    assert int(page.get_attribute("#bench", "data-ready")) < 1000  # ms since the navigation began
    before = _stand(page, "a")
    for key in ("+", "+", "r"):
        page.keyboard.press(key)
    page.wait_for_timeout(800)
    a, b = _stand(page, "a"), _stand(page, "b")
    assert a["zoom"] > before["zoom"] * 1.3
    assert a["rotation"] == pytest.approx(5, abs=0.1)
    assert a == pytest.approx(b, abs=0.5)
    page.keyboard.press("l")
    page.keyboard.press("r")
    page.wait_for_timeout(800)
    assert _stand(page, "a")["rotation"] == pytest.approx(10, abs=0.1)
    assert _stand(page, "b")["rotation"] == pytest.approx(5, abs=0.1)
    for key in ("t", "g"):
        page.keyboard.press(key)
    page.locator("#pane-a .minutia").first.wait_for(state="attached")
    for layer in ("enhanced", "skeleton"):
        with page.expect_response(f"**/{layer}.png") as answer:
            page.select_option("#layer", layer)
        assert answer.value.ok
    check(page)


def test_an_examiner_concludes_by_keyboard_alone(visit: Any) -> None:
    page = visit("examiner.frost")
    _open(page)
    waiting = page.url
    for _pair in range(8):
        for _side in range(2):
            page.keyboard.press("n")
            page.keyboard.press("m")
    assert page.inner_text("#count") == "8"
    page.keyboard.press("i")
    page.keyboard.press("Enter")
    page.wait_for_url("**/examinations")
    assert "recorded" in page.inner_text("#alerts")
    task = waiting.rsplit("/", 1)[1]
    assert task not in page.inner_text("main")
    _open(page)
    page.keyboard.press("e")
    page.keyboard.press("Enter")
    page.wait_for_url("**/examinations")
    assert "Nothing waits for you" in page.inner_text("main")


def test_an_identification_without_marks_is_refused(visit: Any, check: Any) -> None:
    page = visit("examiner.ellis")
    _open(page)
    page.keyboard.press("i")
    page.keyboard.press("Enter")
    page.wait_for_url("**/conclusion")
    assert "at least 8 marked pairs" in page.inner_text("main")
    check(page)
