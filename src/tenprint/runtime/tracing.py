"""Traces go where the configuration says: to an OpenTelemetry collector, as OTLP over HTTP in its JSON form.

Source: OpenTelemetry protocol 1.x, "OTLP/HTTP", JSON Protobuf encoding. Spans carry agencies, types and purposes, never
anything about a person (`exchange.telemetry`).
"""

from __future__ import annotations

from collections.abc import Sequence

import httpx
from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

PATH = "/v1/traces"
TIMEOUT_SECONDS = 10.0


class OtlpExporter(SpanExporter):
    """Posts spans to a collector. What it does not take is dropped: traces help, nothing depends on them."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/") + PATH
        self._client = httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=False)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Post a batch."""
        try:
            answer = self._client.post(self._url, json=encode(spans))
        except httpx.HTTPError:
            return SpanExportResult.FAILURE
        return SpanExportResult.SUCCESS if answer.is_success else SpanExportResult.FAILURE

    def shutdown(self) -> None:
        """Close the connection."""
        self._client.close()


def start(url: str, *, agency: str, role: str) -> TracerProvider:
    """Send the traces of this process to a collector."""
    provider = TracerProvider(resource=Resource({"service.name": f"tenprint-{role}", "tenprint.agency": agency}))
    provider.add_span_processor(BatchSpanProcessor(OtlpExporter(url)))
    trace.set_tracer_provider(provider)
    return provider


def encode(spans: Sequence[ReadableSpan]) -> dict[str, object]:
    """Return the request body of a batch of one resource."""
    resource = spans[0].resource.attributes if spans else {}
    return {
        "resourceSpans": [
            {
                "resource": {"attributes": _attributes(resource)},
                "scopeSpans": [{"scope": {"name": "tenprint"}, "spans": [_span(span) for span in spans]}],
            }
        ]
    }


def _span(span: ReadableSpan) -> dict[str, object]:
    context = span.get_span_context()
    assert context is not None
    return {
        "traceId": f"{context.trace_id:032x}",
        "spanId": f"{context.span_id:016x}",
        "parentSpanId": f"{span.parent.span_id:016x}" if span.parent else "",
        "name": span.name,
        "kind": span.kind.value + 1,
        "startTimeUnixNano": str(span.start_time),
        "endTimeUnixNano": str(span.end_time),
        "attributes": _attributes(span.attributes or {}),
        "status": {"code": span.status.status_code.value},
    }


def _attributes(values: object) -> list[dict[str, object]]:
    assert hasattr(values, "items")
    return [{"key": key, "value": {"stringValue": str(value)}} for key, value in values.items()]
