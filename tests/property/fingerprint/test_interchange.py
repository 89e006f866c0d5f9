"""Templates through the minutiae formats of the standards: places, directions and kinds survive within rounding."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.fingerprint.matching import prepare, score
from tenprint.fingerprint.template import Template
from tenprint.fingerprint.template.interchange import from_record, read, to_record, write


def template(seed: int, n: int) -> Template:
    rng = np.random.default_rng(seed)
    return Template(
        rng.uniform(0, 380, n).astype(np.float32),
        rng.uniform(0, 470, n).astype(np.float32),
        rng.uniform(0, 2 * np.pi, n).astype(np.float32),
        rng.integers(0, 3, n).astype(np.uint8),
        np.sort(rng.integers(1, 101, n))[::-1].astype(np.uint8),
        388,
        480,
        position=2,
        impression=1,
        finger_quality=77,
    )


@given(st.integers(0, 500), st.integers(0, 120), st.sampled_from(["iso2005", "ansi2004"]))
@settings(max_examples=40, deadline=None)
def test_template_files_hold_what_matching_needs(seed, n, form):
    before = template(seed, n)
    (after,) = read(write(before, form))
    assert len(after) == n
    assert np.all(np.abs(after.x - before.x) <= 1.001)
    assert np.all(np.abs(after.y - before.y) <= 1.001)
    assert np.all(np.abs(np.angle(np.exp(1j * (after.direction - before.direction)))) <= np.radians(1.01))
    assert np.array_equal(after.kind, before.kind)
    assert np.array_equal(after.quality, before.quality)
    same = ("width", "height", "position", "impression", "finger_quality")
    assert [getattr(after, k) for k in same] == [getattr(before, k) for k in same]


def test_a_print_matches_itself_through_another_vendors_format():
    before, other = template(1, 45), template(2, 45)
    (after,) = read(write(before, "ansi2004"))
    assert score(prepare(before), prepare(after)) > score(prepare(before), prepare(other)) + 10


def test_records_of_another_resolution_are_scaled():
    record = to_record(template(3, 20), "m1")
    double = replace(
        record,
        ppi=1000.0,
        width=2 * record.width,
        height=2 * record.height,
        minutiae=tuple(replace(m, x=2 * m.x, y=2 * m.y) for m in record.minutiae),
    )
    one, other = from_record(record), from_record(double)
    assert other.x == pytest.approx(one.x, abs=1e-3)
    assert (other.width, other.height) == (one.width, one.height)
