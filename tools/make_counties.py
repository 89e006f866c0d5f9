"""Make src/tenprint/simulate/population/data/counties.csv from a TopoJSON file of counties.

    python tools/make_counties.py counties-10m.json

The input is the file counties-10m.json of the npm package us-atlas 3.0.1 (ISC licence), which redistributes the
Census Bureau's cartographic boundary files of 2017 (public domain). Only codes and names are taken, no shapes.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "src/tenprint/simulate/population/data/counties.csv"

# Two-letter postal abbreviations by state FIPS code (INCITS 38).
STATES = dict(
    pair.split(":")
    for pair in (  # noqa: SIM905
        "01:AL 02:AK 04:AZ 05:AR 06:CA 08:CO 09:CT 10:DE 11:DC 12:FL 13:GA 15:HI 16:ID 17:IL 18:IN 19:IA 20:KS 21:KY "
        "22:LA 23:ME 24:MD 25:MA 26:MI 27:MN 28:MS 29:MO 30:MT 31:NE 32:NV 33:NH 34:NJ 35:NM 36:NY 37:NC 38:ND 39:OH "
        "40:OK 41:OR 42:PA 44:RI 45:SC 46:SD 47:TN 48:TX 49:UT 50:VT 51:VA 53:WA 54:WV 55:WI 56:WY 60:AS 66:GU 69:MP "
        "72:PR 78:VI"
    ).split()
)


def main() -> None:
    atlas = json.loads(Path(sys.argv[1]).read_text())
    rows = []
    for shape in atlas["objects"]["counties"]["geometries"]:
        fips, name = shape["id"], shape["properties"]["name"]
        # Independent cities have county codes from 510 on; several share the name of the county beside them.
        if int(fips[2:]) >= 510 and STATES[fips[:2]] in {"MD", "MO", "VA"} and not name.endswith("City"):
            name += " City"
        rows.append((fips, STATES[fips[:2]], name))
    with TARGET.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("fips", "state", "name"))
        writer.writerows(sorted(rows))
    print(f"{len(rows)} counties in {len({row[1] for row in rows})} states and territories -> {TARGET}")


if __name__ == "__main__":
    main()
