"""Template galleries: by subject number, the same on any number of threads, mates alike, file and back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from typer.testing import CliRunner

from tenprint.cli.simulate import app
from tenprint.errors import CorruptionError, TemplateError, UsageError
from tenprint.fingerprint.template import BIFURCATION, ENDING, Template
from tenprint.simulate.gallery import Columns, generate, stream
from tenprint.simulate.gallery.file import about, encode, read, write
from tenprint.simulate.gallery.fit import lattice_density
from tenprint.simulate.gallery.lattice import planes
from tenprint.simulate.gallery.lattice.grow import grow
from tenprint.simulate.gallery.model import load
from tenprint.simulate.gallery.parameters import DENSITY
from tenprint.simulate.prints import Pattern, master
from tenprint.simulate.prints.parameters import DEFAULT


@pytest.fixture(scope="module")
def people() -> Columns:
    return generate(0, 200, 7)


def same(a: Template, b: Template) -> bool:
    return all(np.array_equal(getattr(a, k), getattr(b, k)) for k in ("x", "y", "direction", "kind", "quality"))


def test_a_subject_is_a_function_of_its_number(people: Columns) -> None:
    alone = generate(123, 1, 7)
    assert all(same(people.template(123, f), alone.template(123, f)) for f in range(1, 11))
    assert not same(people.template(123, 1), generate(123, 1, 8).template(123, 1))
    assert not same(people.template(123, 1), people.template(124, 1))


def test_batches_and_threads_change_nothing(people: Columns) -> None:
    parts = list(stream(0, 200, 7, batch=33, threads=3))
    assert [len(part) for part in parts] == [33] * 6 + [2]
    assert np.array_equal(np.concatenate([part.x for part in parts]), people.x)
    assert np.array_equal(np.concatenate([part.quality for part in parts]), people.quality)


def test_templates_are_well_formed(people: Columns) -> None:
    assert len(people) == 200
    assert people.x.min() >= 0
    assert people.x.max() < people.width
    assert people.y.max() < people.height
    assert people.direction.min() >= 0
    assert people.direction.max() < np.float32(2 * np.pi)
    assert set(np.unique(people.kind)) == {ENDING, BIFURCATION}
    for g in range(0, 2000, 97):
        q = people.quality[people.offsets[g] : people.offsets[g + 1]].astype(int)
        assert (np.diff(q) <= 0).all()
    assert 35 < np.median(people.counts) < 90


def test_mates_share_most_of_their_minutiae_and_strangers_do_not(people: Columns) -> None:
    """Aligned by the nearest of many rotations and shifts would be a matcher; pairs of minutiae need no alignment."""
    probe = generate(0, 12, 7, impression=1)
    mates = [_alike(people.template(s, 2), probe.template(s, 2)) for s in range(12)]
    strangers = [_alike(people.template(s, 2), probe.template((s + 5) % 12, 2)) for s in range(12)]
    assert min(mates) > max(strangers)


def _pairs(t: Template) -> NDArray[np.float64]:
    """Relations of close minutiae that no rotation or shift changes: distance and both relative directions."""
    x, y, d = (v[:40].astype(np.float64) for v in (t.x, -t.y, t.direction))
    dx, dy = x[:, None] - x[None], y[:, None] - y[None]
    r, a = np.hypot(dx, dy), np.arctan2(dy, dx)
    i, j = np.nonzero((r > 15) & (r < 90))
    return np.stack([r[i, j] / 4, np.cos(d[i] - a[i, j]) * 6, np.sin(d[i] - a[i, j]) * 6,
                     np.cos(d[j] - a[i, j]) * 6, np.sin(d[j] - a[i, j]) * 6], axis=1)  # fmt: skip


def _alike(a: Template, b: Template) -> float:
    p, q = _pairs(a), _pairs(b)
    d = ((p[:, None] - q[None]) ** 2).sum(axis=2)
    return float((d.min(axis=1) < 1.5).mean())


def test_directions_follow_the_ridges(people: Columns) -> None:
    """Around a core directions differ, but close minutiae have parallel or opposite ones."""
    apart = []
    for s in range(30):
        t = people.template(s, 3)
        d = np.hypot(t.x[:, None] - t.x[None], t.y[:, None] - t.y[None])
        i, j = np.nonzero((d > 0) & (d < 25))
        turn = np.abs(np.sin(t.direction[i] - t.direction[j]))
        apart.extend(turn.tolist())
    assert np.median(apart) < 0.3
    scattered = np.abs(np.sin(np.random.default_rng(0).random(2000) * np.pi))
    assert np.median(scattered) > 0.6


def test_minutiae_are_as_dense_as_on_master_prints() -> None:
    model = load()
    density = lattice_density(model, 20)
    made = [master(900 + k, finger=k + 1) for k in range(8)]
    wanted = np.mean([len(m.minutiae) / (m.mask.sum() / (500 / 2.54) ** 2) for m in made])
    assert density.mean() == pytest.approx(DENSITY * wanted, rel=0.1)
    calm = lattice_density(replace(model, stress=np.array(0.0)), 20)
    assert calm.mean() < 0.9 * density.mean()  # growth has an effect: without stress fewer minutiae are left


def test_no_minutia_is_left_where_the_wave_can_follow_the_field() -> None:
    """Straight, even ridges: everything that noise puts in is grown out; with a twist the phase cannot close."""
    rows, columns, step = 30, 28, np.float32(14)
    w = planes.workspace()

    def wound(turn: float) -> int:
        for plane in (planes.RE, planes.IM):
            w[int(plane) :][: planes.PLANE - planes.STRIDE] = 0
        i, j = np.mgrid[0:rows, 0 : planes.STRIDE].astype(np.float32)
        angle = 0.3 + turn * j / columns
        for plane, values in (
            (planes.TX, np.cos(angle)),
            (planes.TY, np.sin(angle)),
            (planes.FREQUENCY, 0 * i + 1 / 9),
        ):
            w[int(plane) :][: rows * planes.STRIDE] = values.ravel()
        grow(w, np.array([7], np.uint64), rows, columns, float(step), 1.0, 1.0, 0.0, 400)
        around = w[int(planes.WINDING) :][: rows * planes.STRIDE].reshape(rows, -1)[: rows - 1, : columns - 1]
        assert np.abs(around - np.rint(around)).max() < 1e-3  # whole turns
        return int(np.rint(around).sum())

    assert wound(0.0) == 0
    # All of the twist comes out as minutiae of one sign: the circulation of the wave vector around the patch.
    twist = 0.6
    a = np.float64([0.3, 0.3 + twist * (columns - 1) / columns])
    high = (rows - 1) * float(step)
    assert wound(twist) == pytest.approx(high / 9 * (np.cos(a[1]) - np.cos(a[0])), abs=3)


def test_ten_fingers_hang_together(people: Columns) -> None:
    whorl = people.pattern.reshape(-1, 10) >= 4
    arch = people.pattern.reshape(-1, 10) <= 1
    assert 0.15 < whorl.mean() < 0.45
    assert 0.02 < arch.mean() < 0.13
    right, left = whorl[:, 1], whorl[:, 6]
    assert (right & left).mean() > 1.3 * right.mean() * left.mean()
    assert people.pattern_of(0, 1) in set(Pattern)


def test_rolled_fingers_show_more_than_plain_ones() -> None:
    plain, rolled = (generate(0, 10, 7, kind=kind) for kind in ("plain", "rolled"))
    assert rolled.counts.mean() > 1.7 * plain.counts.mean()
    assert rolled.impression == 1


def test_the_file_gives_back_what_was_written(people: Columns, tmp_path: Path) -> None:
    path = tmp_path / "gallery"
    size = write(path, {"seed": 7, "width": 400, "height": 500}, map(encode, stream(0, 200, 7, batch=64)))
    assert size == path.stat().st_size
    assert about(path)["seed"] == 7
    parts = list(read(path))
    assert [part.start for part in parts] == [0, 64, 128, 192]
    assert np.abs(np.concatenate([part.x for part in parts]) - people.x).max() <= 1 / 32
    turn = np.concatenate([part.direction for part in parts]) - people.direction
    assert np.abs(np.angle(np.exp(1j * turn))).max() <= np.pi / 256 + 1e-5
    assert np.array_equal(np.concatenate([part.kind for part in parts]), people.kind)
    assert np.abs(np.concatenate([part.quality for part in parts]).astype(int) - people.quality).max() <= 1
    assert np.array_equal(np.concatenate([part.counts for part in parts]), people.counts)


def test_a_broken_file_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "gallery"
    write(path, {"width": 400, "height": 500}, map(encode, stream(0, 3, 7)))
    data = bytearray(path.read_bytes())
    path.write_bytes(data[:-7])
    with pytest.raises(CorruptionError, match="cut short"):
        list(read(path))
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(CorruptionError):
        list(read(path))
    path.write_bytes(b"something else")
    with pytest.raises(TemplateError, match="no synthetic gallery"):
        list(read(path))


def test_wrong_calls_are_refused() -> None:
    with pytest.raises(UsageError):
        generate(-1, 1)
    narrow = replace(DEFAULT, master=replace(DEFAULT.master, wander=((140.0, 6.0), (20.0, 3.0))))
    with pytest.raises(UsageError, match="40"):
        generate(0, 1, parameters=narrow)
    with pytest.raises(UsageError, match="latent"):
        generate(0, 1, kind="latent")  # type: ignore[arg-type]


def test_the_command_writes_both_forms(tmp_path: Path) -> None:
    from tenprint.search.gallery.stream import read_templates

    compact, templates = tmp_path / "compact", tmp_path / "templates"
    run = CliRunner().invoke(app, ["gallery", "-n", "5", "--seed", "7", "--out", str(compact), "--json"])
    assert run.exit_code == 0, run.output
    assert json.loads(run.stdout)["subjects"] == 5
    assert sum(len(part) for part in read(compact)) == 5
    run = CliRunner().invoke(
        app, ["gallery", "-n", "2", "--seed", "7", "--out", str(templates), "--format", "templates"]
    )
    assert run.exit_code == 0, run.output
    read_back = dict(read_templates(templates))
    assert list(read_back) == ["synthetic-000000000", "synthetic-000000001"]
    truth = generate(0, 1, 7).template(0, 4)
    assert abs(len(read_back["synthetic-000000000"][4]) - len(truth)) <= max(0, len(truth) - 60)
