"""The page: stages as figures, the minutiae as a table, nothing loaded from elsewhere."""

from __future__ import annotations

import html
import math
from pathlib import Path
from string import Template as Text

from tenprint.fingerprint.extraction.explain.overlays import NAMES
from tenprint.fingerprint.extraction.explain.stages import STAGES, Arrays, Drawing, Stage
from tenprint.fingerprint.template import Template

LAYOUT = Path(__file__).with_name("page.html")


def page(template: Template, arrays: Arrays, *, name: str, ppi: float | None) -> str:
    """Return the page as HTML.

    Args:
        template: the result.
        arrays: what a `transparency.Recorder` heard while it was made.
        name: what the image is called.
        ppi: resolution of the image as given, None unknown.
    """
    height, width = template.height, template.width
    figures = [_figure(s, s.draw(arrays), height, width) for s in STAGES if all(key in arrays for key in s.needs)]
    resolution = f"{ppi:g} ppi" if ppi else "resolution unknown, taken as 500 ppi"
    return Text(LAYOUT.read_text(encoding="utf-8")).substitute(
        name=html.escape(name),
        summary=html.escape(
            f"{len(template)} minutiae by {template.source}; {width} x {height} px at 500 ppi ({resolution})."
        ),
        figures="\n".join(figures),
        rows="\n".join(_row(template, k) for k in range(len(template))),
    )


def _figure(stage: Stage, drawing: Drawing, height: int, width: int) -> str:
    frame = f'width="{width}" height="{height}"'
    images = "".join(f'<image href="{uri}" {frame}/>' for uri in (drawing.base, *drawing.layers))
    title = html.escape(stage.title)
    return (
        f'<figure><svg viewBox="0 0 {width} {height}" role="img" aria-label="{title}">{images}{drawing.overlay}</svg>'
        f"<figcaption><b>{title}.</b> {html.escape(stage.text)}</figcaption></figure>"
    )


def _row(t: Template, k: int) -> str:
    cells = (
        str(k + 1),
        NAMES.get(int(t.kind[k]), "other"),
        f"{t.x[k]:.1f}",
        f"{t.y[k]:.1f}",
        f"{math.degrees(float(t.direction[k])):.0f}°",
        str(int(t.quality[k])),
    )
    return "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"
