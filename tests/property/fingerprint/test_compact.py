"""The compact template form: what is packed comes back, within the form's rounding, and damage is found."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.errors import CorruptionError, TemplateError
from tenprint.fingerprint.template import Template
from tenprint.fingerprint.template.compact import MAX_BYTES, MAX_MINUTIAE, pack, unpack


@st.composite
def templates(draw: st.DrawFn) -> Template:
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    n, width, height = draw(st.integers(0, 150)), draw(st.integers(1, 3000)), draw(st.integers(1, 3000))
    return Template(
        rng.uniform(0, width - 1, n).astype(np.float32),
        rng.uniform(0, height - 1, n).astype(np.float32),
        rng.uniform(0, 2 * np.pi, n).astype(np.float32),
        rng.integers(0, 3, n).astype(np.uint8),
        np.sort(rng.integers(0, 101, n))[::-1].astype(np.uint8),
        width,
        height,
        draw(st.integers(0, 14)),
        draw(st.integers(0, 29)),
        draw(st.sampled_from([0, 55, 100, 255])),
        draw(st.text(max_size=30)),
    )


@given(templates())
@settings(deadline=None)
def test_round_trip_within_the_rounding(template):
    data = pack(template)
    assert len(data) <= MAX_BYTES
    back = unpack(data)
    n = min(len(template), MAX_MINUTIAE)
    step = max(1, 2 ** (int(np.ceil(max(template.width, template.height) - 1)).bit_length() - 11))
    assert len(back) == n
    assert np.all(np.abs(back.x - template.x[:n]) <= step)
    assert np.all(np.abs(back.y - template.y[:n]) <= step)
    turn = np.angle(np.exp(1j * (back.direction - template.direction[:n])))
    assert np.all(np.abs(turn) <= np.pi / 256 + 1e-5)
    assert np.array_equal(back.kind, template.kind[:n])
    assert np.all(np.abs(back.quality.astype(int) - template.quality[:n]) <= 4)
    same = ("width", "height", "position", "impression", "finger_quality")
    assert [getattr(back, k) for k in same] == [getattr(template, k) for k in same]
    assert template.source.startswith(back.source)


@given(templates())
@settings(deadline=None)
def test_packing_again_changes_nothing(template):
    data = pack(template)
    assert pack(unpack(data)) == data


@given(templates(), st.data())
@settings(deadline=None)
def test_damage_is_found(template, data):
    whole = bytearray(pack(template))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises((CorruptionError, TemplateError)):
        unpack(bytes(whole))
    with pytest.raises((CorruptionError, TemplateError)):
        unpack(pack(template)[:-1])


@given(st.binary(max_size=60))
def test_any_bytes_give_a_template_or_a_clear_error(data):
    with pytest.raises((CorruptionError, TemplateError)):
        unpack(data)
