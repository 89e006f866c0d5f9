"""Make src/tenprint/statistics/map/data/counties.json from TopoJSON files of counties.

    python tools/make_county_map.py counties-albers-10m.json counties-10m.json

The inputs are files of the npm package us-atlas 3.0.1 (ISC licence), which redistributes the Census Bureau's
cartographic boundary files of 2017 (public domain). The first is already projected (Albers, Alaska and Hawaii moved
in); Puerto Rico and the Virgin Islands are taken from the second and drawn as an inset of their own.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "src/tenprint/statistics/map/data/counties.json"
UNITS = 5  # of the drawing for one pixel of the projection (975 px wide)
TOLERANCE = 0.45  # px; a point that lies nearer to the line between its neighbours is left out
WIDTH, HEIGHT = 975, 610
INSET = {
    "states": ("72", "78"),
    "west": -67.98,
    "east": -64.5,
    "north": 18.6,
    "left": 800.0,
    "top": 520.0,
    "width": 150.0,
}

Point = tuple[float, float]


def main() -> None:
    albers, plain = (json.loads(Path(name).read_text()) for name in sys.argv[1:3])
    counties = _shapes(albers, "counties", lambda point: point)
    states = _shapes(albers, "states", lambda point: point)
    inset = _shapes(plain, "counties", _inset_point)
    counties |= {fips: path for fips, path in inset.items() if fips[:2] in INSET["states"]}
    inset_states = _shapes(plain, "states", _inset_point)
    states |= {code: path for code, path in inset_states.items() if code in INSET["states"]}
    data = {
        "width": WIDTH * UNITS,
        "height": HEIGHT * UNITS,
        "counties": dict(sorted(counties.items())),
        "states": dict(sorted(states.items())),
    }
    TARGET.write_text(json.dumps(data, separators=(",", ":")) + "\n")
    print(f"{len(counties)} counties, {len(states)} states, {TARGET.stat().st_size / 1000:.0f} kB")


def _inset_point(point: Point) -> Point:
    scale = INSET["width"] / (INSET["east"] - INSET["west"])
    north = INSET["north"]
    return (
        INSET["left"] + (point[0] - INSET["west"]) * scale,
        INSET["top"] + (north - point[1]) * scale / math.cos(math.radians(north)),
    )


def _shapes(atlas, name, project):
    arcs = [_thin([project(p) for p in _decode(arc, atlas["transform"])]) for arc in atlas["arcs"]]
    found = {}
    for shape in atlas["objects"][name]["geometries"]:
        if shape["type"] is None or shape["type"] == "GeometryCollection":
            continue
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        rings = [_ring(ring, arcs) for polygon in polygons for ring in polygon]
        kept = [ring for ring in rings if len(ring) > 2]
        found[shape["id"]] = "".join(map(_path, kept or [_dot(rings[0])]))
    return found


def _decode(arc, transform) -> list[Point]:
    """Undo the delta coding and quantisation of TopoJSON (specification 1.0, section 2.1.4)."""
    x = y = 0
    points = []
    for dx, dy, *_ in arc:
        x, y = x + dx, y + dy
        points.append(
            (
                x * transform["scale"][0] + transform["translate"][0],
                y * transform["scale"][1] + transform["translate"][1],
            )
        )
    return points


def _thin(points: list[Point]) -> list[Point]:
    """Leave out what the eye does not see (Douglas and Peucker 1973); arcs are shared, so borders still meet."""
    if len(points) < 3:
        return points
    first, last = points[0], points[-1]
    distance, index = max((_distance(point, first, last), i) for i, point in enumerate(points[1:-1], 1))
    if distance <= TOLERANCE:
        return [first, last]
    return _thin(points[: index + 1])[:-1] + _thin(points[index:])


def _distance(point: Point, a: Point, b: Point) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    t = 0 if length == 0 else max(0, min(1, ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length))
    return math.hypot(point[0] - a[0] - t * dx, point[1] - a[1] - t * dy)


def _ring(indexes, arcs) -> list[tuple[int, int]]:
    points: list[tuple[int, int]] = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        for x, y in arc:
            unit = (round(x * UNITS), round(y * UNITS))
            if not points or points[-1] != unit:
                points.append(unit)
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    return points


def _dot(ring: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A county too small for the grid is still to be seen."""
    x, y = ring[0]
    return [(x, y), (x + 3, y), (x + 3, y + 3)]


def _path(ring: list[tuple[int, int]]) -> str:
    (x, y), rest = ring[0], ring[1:]
    parts = [f"M{x} {y}l"]
    for place, (next_x, next_y) in enumerate(rest):
        dx, dy = next_x - x, next_y - y
        lead = "" if place == 0 or dx < 0 else " "
        parts.append(f"{lead}{dx}{'' if dy < 0 else ' '}{dy}")
        x, y = next_x, next_y
    return "".join(parts) + "z"


if __name__ == "__main__":
    main()
