"""How an agency works messages off: long computation first, then all effects of a batch in one transaction."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple

from tenprint.agency.failure import failed
from tenprint.agency.handler import Handler
from tenprint.exchange import inbox, telemetry
from tenprint.exchange.envelope import Envelope, decode
from tenprint.exchange.unit import Unit

if TYPE_CHECKING:
    from tenprint.agency.base import Agency


class Task(NamedTuple):
    """A message that is prepared: what it is, who handles it, what came of the computation, and when it began."""

    work: inbox.Work
    envelope: Envelope
    handler: Handler
    prepared: Any
    begun: float


def work_off(agency: Agency, batch: Sequence[inbox.Work]) -> None:
    """Work off claimed messages. Where one of them breaks the common transaction, each gets one of its own."""
    tasks = [task for task in _prepare_all(agency, batch) if task is not None]
    if len(tasks) > 1:
        try:
            _apply(agency, tasks)
        except Exception:
            for task in tasks:
                _apply_alone(agency, task)
    else:
        for task in tasks:
            _apply_alone(agency, task)


def _prepare_all(agency: Agency, batch: Sequence[inbox.Work]) -> list[Task | None]:
    if len(batch) < 2:
        return [_prepare(agency, work) for work in batch]
    with ThreadPoolExecutor(min(len(batch), os.cpu_count() or 1), thread_name_prefix=f"{agency.name}-prepare") as pool:
        return list(pool.map(lambda work: _prepare(agency, work), batch))


def _prepare(agency: Agency, work: inbox.Work) -> Task | None:
    begun = time.perf_counter()
    kind = "unknown"
    try:
        envelope = decode(work.envelope)
        kind = envelope.type
        handler = agency.handlers[kind]
        prepared = None
        if handler.prepare:
            with telemetry.span(f"{agency.role} {kind} prepare", envelope):
                prepared = handler.prepare(agency, envelope)
    except Exception as error:
        telemetry.count(agency.name, kind, "failed", begun)
        failed(agency, inbox.fail, work.sequence, work.attempts, error)
        return None
    return Task(work, envelope, handler, prepared, begun)


def _apply_alone(agency: Agency, task: Task) -> None:
    try:
        _apply(agency, [task])
    except Exception as error:
        telemetry.count(agency.name, task.envelope.type, "failed", task.begun)
        failed(agency, inbox.fail, task.work.sequence, task.work.attempts, error)


def _apply(agency: Agency, tasks: Sequence[Task]) -> None:
    receivers: set[str] = set()
    with telemetry.stage("apply"), agency.database.write() as connection:
        for work, envelope, handler, prepared, _ in tasks:
            unit = Unit(connection, agency, cause=envelope.id, actor="system", now=agency.clock.now())
            with telemetry.span(f"{agency.role} {envelope.type}", envelope):
                handler.apply(unit, envelope, prepared)
            unit.audit(f"message:{envelope.type}", envelope.correlation, purpose=envelope.purpose)
            inbox.finish(connection, work.sequence, unit.now)
            receivers |= unit.receivers
    for task in tasks:
        telemetry.count(agency.name, task.envelope.type, "done", task.begun)
    agency.bells.ring(*receivers)
