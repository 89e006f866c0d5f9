"""Traces reach a collector as OTLP over HTTP, and hold nothing but agencies, types and purposes."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

from tenprint.runtime.tracing import OtlpExporter


@pytest.fixture
def collector():
    got = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", got
    server.shutdown()
    server.server_close()
    thread.join()


def test_spans_arrive(collector):
    url, got = collector
    provider = TracerProvider(resource=Resource({"service.name": "tenprint-state"}))
    provider.add_span_processor(SimpleSpanProcessor(OtlpExporter(url)))
    tracer = provider.get_tracer("tenprint")
    outer = tracer.start_as_current_span("state submission", attributes={"tenprint.type": "submission"})
    with outer, tracer.start_as_current_span("apply"):
        pass
    provider.shutdown()
    assert [path for path, _ in got] == ["/v1/traces"] * 2
    inner, outer = (body["resourceSpans"][0]["scopeSpans"][0]["spans"][0] for _, body in got)
    assert (inner["name"], outer["name"]) == ("apply", "state submission")
    assert inner["parentSpanId"] == outer["spanId"]
    assert inner["traceId"] == outer["traceId"]
    assert outer["attributes"] == [{"key": "tenprint.type", "value": {"stringValue": "submission"}}]
    assert int(outer["endTimeUnixNano"]) >= int(outer["startTimeUnixNano"])


def test_a_collector_that_is_away_breaks_nothing():
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(OtlpExporter("http://127.0.0.1:9")))
    with provider.get_tracer("tenprint").start_as_current_span("a"):
        pass
    provider.shutdown()
