from __future__ import annotations

from pathlib import Path

import pytest

from tenprint.errors import ConfigurationError, CorruptionError, UnavailableError
from tenprint.search.shards.layout import CopyEntry, Layout, LayoutFile, extended
from tenprint.search.shards.placement import Place
from tenprint.search.shards.promises import Promises


def test_copies_are_spread_over_hosts_and_stay_where_they_are() -> None:
    first = extended(Layout(), 4, 2, ["a", "b", "c"])
    assert all(len({entry.host for entry in row}) == 2 for row in first.shards)
    load = [sum(e.host == host for row in first.shards for e in row) for host in "abc"]
    assert max(load) - min(load) <= 1
    second = extended(first, 6, 2, ["a", "b", "c", "d"])
    assert second.shards[:4] == first.shards
    assert {entry.host for row in second.shards[4:] for entry in row} >= {"d"}
    assert second.before == (4,)
    assert not any(entry.filling for row in second.shards for entry in row)


def test_a_host_that_is_gone_gives_its_copies_to_others() -> None:
    rows = tuple((CopyEntry(f"g{i}a", "a"), CopyEntry(f"g{i}b", "b")) for i in range(2))
    layout = extended(Layout(rows), 2, 2, ["b", "c"])
    assert layout.shards == tuple((CopyEntry(row[0].gallery, "c", filling=True), row[1]) for row in rows)
    with pytest.raises(ConfigurationError, match="no copy of shard 0"):
        extended(Layout(rows), 2, 2, ["c", "d"])
    with pytest.raises(ConfigurationError, match="no copy of shard 0"):
        extended(layout, 2, 2, ["a", "c"])  # c has only what is still being filled


def test_numbers_that_do_not_fit_are_refused() -> None:
    layout = extended(Layout(), 3, 2)
    for shards, copies, hosts in ((2, 2, ()), (3, 1, ()), (3, 2, ["a"]), (0, 0, ())):
        with pytest.raises(ConfigurationError):
            extended(layout, shards, copies, hosts)


def test_the_file_survives_and_is_checked(tmp_path: Path) -> None:
    file = LayoutFile(tmp_path)
    file.write(extended(Layout(), 2, 1))
    file.write(file.layout.with_entry(Place(1, 0), CopyEntry("x")))
    with pytest.raises(UnavailableError):
        LayoutFile(tmp_path)
    file.close()
    again = LayoutFile(tmp_path)
    assert again.layout.entry(Place(1, 0)).gallery == "x"
    again.close()
    path = tmp_path / "LAYOUT"
    data = path.read_bytes()
    path.write_bytes(data.replace(b'"x"', b'"y"'))
    with pytest.raises(CorruptionError):
        LayoutFile(tmp_path)
    path.unlink()
    (tmp_path / "shard-0000").mkdir()
    with pytest.raises(ConfigurationError, match="layout is missing"):
        LayoutFile(tmp_path)


def test_promises_are_remembered_and_their_names_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "promises"
    promises = Promises(folder)
    one = promises.begin(0, ["A", "B"], [])
    two = promises.begin(1, ["C"], [2])
    promises.missed(one, [1])
    (folder / "000000000009.json").write_bytes(b"torn")
    back = Promises(folder)
    assert (back.behind(0), back.behind(1), back.behind(2)) == ({1}, {2}, set())
    assert back.of(0)[one].subjects == ["A", "B"]
    back.trust(1, 0, 3)
    assert back.behind(1) == {1, 2}
    back.caught_up(1, 1)
    assert Promises(folder).behind(1) == {2}
    back.caught_up(1, 2)
    back.caught_up(0, 1)
    assert list(folder.iterdir()) == []
    assert two != one
    three = back.begin(0, ["A"], [0])
    path = folder / f"{three:012d}.json"
    data = bytearray(path.read_bytes())
    data[0] ^= 1
    path.write_bytes(data)
    with pytest.raises(CorruptionError):
        Promises(folder)
