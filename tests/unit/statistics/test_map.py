from __future__ import annotations

import datetime as dt

from tenprint.policy import Suspension
from tenprint.simulate.population import simulated_registry
from tenprint.statistics.map import draw, history
from tenprint.statistics.map.shapes import shapes


def test_632_jurisdictions_in_32_states_take_part_on_the_day_of_st_louis():
    registry = simulated_registry()
    active = history(registry).active_on(dt.date(2010, 9, 21))
    assert len(active) == 632
    assert len({registry.jurisdiction(fips).state for fips in active}) == 32
    assert {"29510", "29189"} <= set(active)
    assert len(history(registry).active_on(dt.date(2010, 9, 20))) < 632


def test_a_suspended_county_takes_no_part_from_that_day_on():
    suspension = Suspension(starts=dt.datetime(2011, 1, 5, tzinfo=dt.UTC), reason="test", document="test")
    known = history(simulated_registry().with_suspension("29510", suspension, version="2011-01-test"))
    assert known.active("29510", dt.date(2011, 1, 4))
    assert not known.active("29510", dt.date(2011, 1, 5))
    assert [turn.active for turn in known.turns["29510"]] == [True, False]


def test_every_county_but_those_of_three_territories_is_drawn():
    missing = {entry.fips for entry in simulated_registry().data.jurisdictions} - set(shapes().counties)
    assert {fips[:2] for fips in missing} == {"60", "66", "69"}


def test_the_drawing_has_no_style_and_no_script():
    drawing = draw({"29510": "on"}, title="A & B", description="words", identifier="m", names={"29510": '"x"'})
    assert "A &amp; B" in drawing
    assert 'class="on"' in drawing
    assert "style=" not in drawing
    assert "<script" not in drawing
    assert drawing.count("<path") == len(shapes().counties) + len(shapes().states)
