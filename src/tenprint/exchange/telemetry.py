"""Metrics and traces of the journal. Labels are agencies and message types; never anything about a person.

All spans of one booking belong to one trace at all agencies, without a header: the trace's identifier is derived from
the correlation, the parent's from the message that caused the step.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.trace import NonRecordingSpan, SpanContext, StatusCode, TraceFlags
from prometheus_client import Counter, Histogram

from tenprint.exchange.envelope import Envelope

STEP_BUCKETS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0)  # s

handled = Counter("tenprint_messages_handled", "Messages worked off, by outcome", ["agency", "type", "outcome"])
received = Counter("tenprint_messages_received", "Messages that arrived, by outcome", ["agency", "outcome"])
delivered = Counter("tenprint_messages_delivered", "Deliveries tried, by outcome", ["agency", "outcome"])
connections_refused = Counter("tenprint_connections_refused", "Connections refused by TLS or by NATS", ["agency"])
step_seconds = Histogram(
    "tenprint_step_seconds", "Time to work off one message", ["agency", "type"], buckets=STEP_BUCKETS
)

stage_seconds = Histogram(
    "tenprint_stage_seconds", "Time of one stage of the work on a message", ["stage"], buckets=STEP_BUCKETS
)

_tracer = trace.get_tracer("tenprint")


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Measure and trace one stage of a step: `decode`, `extract`, `search`, `apply`, `deliver` ..."""
    begun = time.perf_counter()
    with _tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False) as part:
        try:
            yield
        except BaseException:
            part.set_status(StatusCode.ERROR)
            raise
        finally:
            stage_seconds.labels(name).observe(time.perf_counter() - begun)


@contextmanager
def span(name: str, envelope: Envelope) -> Iterator[None]:
    """Trace a part of the work on a message."""
    with _tracer.start_as_current_span(
        name,
        context=trace.set_span_in_context(NonRecordingSpan(_parent(envelope))),
        attributes={
            "tenprint.agency": envelope.receiver,
            "tenprint.type": envelope.type,
            "tenprint.purpose": envelope.purpose,
        },
        record_exception=False,  # an exception's words may hold a person's data: a span says that there was one
        set_status_on_exception=False,
    ) as whole:
        try:
            yield
        except BaseException:
            whole.set_status(StatusCode.ERROR)
            raise


def count(agency: str, kind: str, outcome: str, begun: float) -> None:
    """Count a message that was worked off, or a try that failed, and the time since `begun` (`time.perf_counter`)."""
    handled.labels(agency, kind, outcome).inc()
    step_seconds.labels(agency, kind).observe(time.perf_counter() - begun)


def _parent(envelope: Envelope) -> SpanContext:
    identifier = hashlib.sha256(envelope.correlation.encode()).digest()
    cause = hashlib.sha256((envelope.causation or envelope.correlation).encode()).digest()
    return SpanContext(
        trace_id=int.from_bytes(identifier[:16], "big"),
        span_id=int.from_bytes(cause[:8], "big"),
        is_remote=True,
        trace_flags=TraceFlags(TraceFlags.SAMPLED),
    )
