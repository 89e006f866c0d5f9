"""The report of a verification test: JSON for machines, one HTML page for people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2
import msgspec
from matplotlib.figure import Figure

from tenprint.evaluate.verification.plot import as_svg, save_png

NAMES = {
    "eer": "Equal error rate",
    "fnmr_at_fmr_1e-2": "FNMR at FMR 1 in 100",
    "fnmr_at_fmr_1e-3": "FNMR at FMR 1 in 1,000",
    "fnmr_at_fmr_1e-4": "FNMR at FMR 1 in 10,000",
}

PAGE = jinja2.Environment(autoescape=True).from_string(
    """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Verification of {{ r.set }}</title>
<style>
body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}
table{border-collapse:collapse;margin:1rem 0} th,td{padding:.3rem .8rem;border-bottom:1px solid #ccc;text-align:left}
td.n{text-align:right;font-variant-numeric:tabular-nums} svg{max-width:30rem;height:auto}
</style></head><body>
<h1>Verification of {{ r.set }}</h1>
<p>{{ r.images }} images of {{ r.fingers }} fingers, extracted with <b>{{ r.backend }}</b>; all pairs compared:
{{ "{:,}".format(r.genuine) }} of the same finger, {{ "{:,}".format(r.impostor) }} of different fingers.
{% if r.failed %}{{ r.failed | length }} images could not be read ({{ r.failed | join(", ") }}); their comparisons count
as not matching.{% endif %}</p>
<table><thead><tr><th scope="col">Rate</th><th scope="col">%</th><th scope="col">95 % interval</th></tr></thead><tbody>
{% for key, name in names.items() %}<tr><th scope="row">{{ name }}</th><td class="n">{{ percent(r.rates[key]) }}</td>
<td class="n">{% if key in r.intervals %}{{ percent(r.intervals[key][0]) }} to {{ percent(r.intervals[key][1]) }}
{% endif %}</td></tr>{% endfor %}</tbody></table>
<figure>{{ det | safe }}
<figcaption>Detection error trade-off. Rates of zero lie on the lower edge.</figcaption></figure>
<p>Intervals by bootstrap over fingers ({{ r.rounds }} draws): comparisons of one finger are not independent. With few
fingers, the rates at small FMR rest on few comparisons; read them with the intervals.</p>
<p>{{ "{:,.0f}".format(r.comparisons_per_second) }} comparisons a second. Scores: <code>scores.csv</code>, figures:
<code>report.json</code>.</p>
</body></html>
"""
)


def percent(share: float) -> str:
    """Return a share in per cent with two digits after the point."""
    return f"{100 * share:.2f}"


def write(report: dict[str, Any], det: Figure, out: Path) -> None:
    """Write report.json, report.html and det.png into the folder `out`."""
    (out / "report.json").write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=2))
    (out / "report.html").write_text(PAGE.render(r=report, names=NAMES, det=as_svg(det), percent=percent), "utf-8")
    save_png(det, out / "det.png")
