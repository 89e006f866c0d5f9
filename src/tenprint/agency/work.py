"""How an agency works messages off: long computation first, then all effects of a batch in one transaction."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple

from tenprint.agency.failure import failed
from tenprint.agency.handler import Handler
from tenprint.exchange import inbox, states, telemetry
from tenprint.exchange.envelope import Envelope, decode
from tenprint.exchange.unit import Unit

if TYPE_CHECKING:
    from tenprint.agency.base import Agency

_pool = ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="prepare")


class Task(NamedTuple):
    """A claimed message: what it is, who handles it, and what came of the computation."""

    work: inbox.Work
    envelope: Envelope
    handler: Handler
    begun: float
    prepared: Any = None


def work_off(agency: Agency, batch: Sequence[inbox.Work]) -> None:
    """Work off claimed messages. Where one of them breaks the common transaction, each gets one of its own."""
    opened = [task for work in batch if (task := _open(agency, work)) is not None]
    tasks = _prepare(agency, opened)
    if len(tasks) > 1:
        try:
            _apply(agency, tasks)
        except Exception:
            for task in tasks:
                _apply_alone(agency, task)
    else:
        for task in tasks:
            _apply_alone(agency, task)


def _open(agency: Agency, work: inbox.Work) -> Task | None:
    begun = time.perf_counter()
    kind = "unknown"
    try:
        envelope = decode(work.envelope)
        kind = envelope.type
        return Task(work, envelope, agency.handlers[kind], begun)
    except Exception as error:
        telemetry.count(agency.name, kind, "failed", begun)
        failed(agency, inbox.fail, work.sequence, work.attempts, error)
        return None


def _prepare(agency: Agency, tasks: Sequence[Task]) -> list[Task]:
    """Compute what is to be computed: of one type together where its handler can, else side by side on all cores."""
    groups: dict[str, list[Task]] = {}
    for task in tasks:
        if task.handler.computes:
            groups.setdefault(task.envelope.type, []).append(task)
    found: dict[int, Any] = {}
    for kind, group in groups.items():
        begun = time.perf_counter()
        for task, result in zip(group, _compute(agency, group), strict=True):
            found[task.work.sequence] = result
        agency.pace.measured(kind, (time.perf_counter() - begun) / len(group))
    ready = []
    for task in tasks:
        result = found.get(task.work.sequence)
        if isinstance(result, Exception):
            telemetry.count(agency.name, task.envelope.type, "failed", task.begun)
            failed(agency, inbox.fail, task.work.sequence, task.work.attempts, result)
        else:
            ready.append(task._replace(prepared=result))
    return ready


def _compute(agency: Agency, group: Sequence[Task]) -> Sequence[Any]:
    handler = group[0].handler
    if handler.prepare_many is not None:
        try:
            with telemetry.span(f"{agency.role} {group[0].envelope.type} prepare", group[0].envelope):
                return handler.prepare_many(agency, [task.envelope for task in group])
        except Exception as error:
            return [error] * len(group)
    if len(group) == 1:
        return [_compute_one(agency, group[0])]
    return list(_pool.map(lambda task: _compute_one(agency, task), group))


def _compute_one(agency: Agency, task: Task) -> Any:
    assert task.handler.prepare is not None
    try:
        with telemetry.span(f"{agency.role} {task.envelope.type} prepare", task.envelope):
            return task.handler.prepare(agency, task.envelope)
    except Exception as error:
        return error


def _apply_alone(agency: Agency, task: Task) -> None:
    try:
        _apply(agency, [task])
    except Exception as error:
        telemetry.count(agency.name, task.envelope.type, "failed", task.begun)
        failed(agency, inbox.fail, task.work.sequence, task.work.attempts, error)


def _apply(agency: Agency, tasks: Sequence[Task]) -> None:
    receivers: set[str] = set()
    with telemetry.stage("apply"), agency.database.write() as connection:
        correlations = [task.envelope.correlation for task in tasks]
        agency.vault.fetch(connection, correlations)
        states.fetch(connection, correlations)
        for task in tasks:
            envelope = task.envelope
            unit = Unit(connection, agency, cause=envelope.id, actor="system", now=agency.clock.now())
            with telemetry.span(f"{agency.role} {envelope.type}", envelope):
                task.handler.apply(unit, envelope, task.prepared)
            unit.audit(f"message:{envelope.type}", envelope.correlation, purpose=envelope.purpose)
            receivers |= unit.receivers
        inbox.finish(connection, [task.work.sequence for task in tasks], agency.clock.now())
    for task in tasks:
        telemetry.count(agency.name, task.envelope.type, "done", task.begun)
    agency.bells.ring(*receivers)
