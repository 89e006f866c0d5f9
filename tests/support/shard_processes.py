"""Processes of shards of a service under test, found through /proc: only this sees them from outside."""

from __future__ import annotations

from pathlib import Path


def descendants(pid: int) -> list[int]:
    """Return all living processes below one."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it ended meanwhile
                continue
            if fields[0] != "Z":
                parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, todo = [], [pid]
    while todo:
        below = parents.get(todo.pop(), [])
        found += below
        todo += below
    return found


def shard_processes(pid: int, root: Path) -> dict[str, int]:
    """Return the processes that hold a gallery below `root` open: its folder (shard-0000/copy-0) -> process."""
    holders = {}
    for process in descendants(pid):
        try:
            names = [str(link.readlink()) for link in (Path("/proc") / str(process) / "fd").iterdir()]
        except OSError:
            continue
        for name in names:
            if name.startswith(str(root)) and name.endswith("/LOCK") and "shard-" in name:
                holders[str(Path(name).parent.relative_to(root))] = process
    return holders
