"""Oversight: the audit log and its chain, disclosures of a person, examiners, policies and what they would mean."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest


def test_the_log_is_searched_and_its_chain_is_checked(visit: Any, check: Any) -> None:
    page = visit("auditor.price")
    assert page.goto("/audit-log").status == 200
    assert "The log is whole" in page.inner_text(".chain")
    check(page)
    page.get_by_label("Did what").fill("case:open")
    page.get_by_role("button", name="Find").click()
    page.wait_for_url("**action=case%3Aopen**")
    deeds = page.locator("table.rows tbody tr td:nth-child(4) .code").all_inner_texts()
    assert deeds
    assert set(deeds) == {"case:open"}
    page.locator("table.rows tbody a").first.click()
    assert "case:open" in page.inner_text("dl.fields")
    assert "The hash is that of this entry" in page.inner_text("main")
    check(page)
    page.goto("/audit-log")
    page.get_by_role("button", name="Check every entry").click()
    page.get_by_text("Every entry fits the one before it.").wait_for()
    assert page.goto("/audit-log?user=auditor.price&action=audit:read").status == 200
    assert page.locator("table.rows tbody tr").count() >= 4  # looking was written down each time
    assert page.goto("/audit-log?since=yesterday").status == 400
    assert visit("officer.green").goto("/audit-log").status == 403


def test_an_altered_entry_shows(visit: Any, world_folder: Path) -> None:
    with closing(sqlite3.connect(world_folder / "enforcement" / "agency.sqlite", timeout=30)) as connection:
        kept = connection.execute("select entry from audit where sequence = 4").fetchone()[0]
        try:
            with connection:
                forged = kept.replace('"outcome":"', '"outcome":"un')
                connection.execute("update audit set entry = ? where sequence = 4", (forged,))
            page = visit("auditor.price")
            page.goto("/audit-log?until=" + "2100-01-01T00:00")
            page.goto("/audit-log/4")
            assert "The hash does not fit" in page.inner_text("main")
            page.goto("/audit-log")
            page.get_by_role("button", name="Check every entry").click()
            page.get_by_text("Not whole").first.wait_for()
        finally:
            with connection:
                connection.execute("update audit set entry = ? where sequence = 4", (kept,))


def test_disclosures_ask_for_a_purpose_first(visit: Any, check: Any) -> None:
    page = visit("auditor.ward")
    page.goto("/subjects")
    booking = "MO5109000:TP00000700000000"
    page.goto(f"/disclosures?about={booking}")
    check(page)
    assert page.locator("fieldset input:checked").count() == 0
    page.get_by_label("To oversee this agency").check()
    page.get_by_label("On which occasion?").select_option("complaint")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("heading", name="A person was arrested and booked.").wait_for()
    page.wait_for_load_state("load")  # until every style is there, a row's head is shown, and read, in capitals
    text = page.inner_text("main")
    assert "Immigration" in text  # received the prints
    assert "auditor.ward" in text  # and who asked is in it
    check(page)
    page.goto("/audit-log?action=disclosure:read")
    assert "occasion: complaint" in page.inner_text("table.rows")
    assert visit("examiner.ellis").goto("/disclosures").status == 403


@pytest.mark.parametrize("name", ["auditor.ward", "quality.moss"])
def test_examiners_that_differ_are_seen(visit: Any, check: Any, name: str) -> None:
    page = visit(name)
    assert page.goto("/agreement").status == 200
    row = page.locator("table.rows tr", has_text="examiner.adams").first
    assert "examiner.baker" in page.inner_text("main")
    assert row.count() == 1
    check(page)


def test_policies_their_differences_and_their_effect(visit: Any, check: Any) -> None:
    page = visit("oversight.wolf")
    page.goto("/policies")
    check(page)
    page.get_by_role("link", name="2010-06").click()
    assert "aggravated felony" in page.inner_text("main")
    check(page)
    page.goto("/policies/levels?before=2010-06&after=2014-11")
    assert "three-misdemeanours" in page.inner_text("main")
    assert page.locator(".diff .plus").count() > 0
    check(page)
    page.get_by_role("link", name="Effect on cases").click()
    assert page.locator("svg.stream path").count() >= 4
    check(page)
    page.get_by_label("Over").select_option("here")
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**over=here**")
    assert "no case is listed" in page.inner_text("main")
    assert page.goto("/policies/levels?before=none").status == 404


def test_figures_lineage_and_agencies(visit: Any, check: Any) -> None:
    page = visit("oversight.wolf")
    page.goto("/statistics")
    check(page)
    page.locator(".figure-card a").first.click()
    page.get_by_role("button", name="Count again from the journal").click()
    page.get_by_text("The recount agrees.").wait_for(timeout=30000)
    check(page)
    page.goto("/agencies")
    check(page)
    page.locator("table.rows a").first.click()
    check(page)
    assert page.goto("/cases").status == 403  # figures, no person
