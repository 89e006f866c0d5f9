"""`tenprint simulate activation`: the simulated history of activation, as a policy file or as a table."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from tenprint.errors import InputError, UsageError
from tenprint.simulate.population import field_office, simulated_registry


def activation(
    out: Annotated[Path, typer.Option(help="File to write: .json (a policy file) or .csv (a table).")],
) -> None:
    """Write the simulated activation registry. Dates are simulated; the curve passes through public figures."""
    if out.suffix not in {".json", ".csv"}:
        raise UsageError("another format was asked for", where=str(out), remedy="Name a .json or .csv file.")
    data = simulated_registry().data
    try:
        if out.suffix == ".json":
            out.write_bytes(msgspec.json.format(msgspec.json.encode(data), indent=1) + b"\n")
        else:
            with out.open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(("fips", "state", "name", "field_office", "simulated_start", "agreement"))
                places = {place.fips: place for place in data.jurisdictions}
                for entry in sorted(data.activations, key=lambda entry: (entry.starts, entry.fips)):
                    place = places[entry.fips]
                    start = entry.starts.date().isoformat()
                    writer.writerow(
                        (entry.fips, place.state, place.name, field_office(entry.fips), start, entry.agreement)
                    )
    except OSError as error:
        raise InputError(f"the file cannot be written: {error.strerror}", where=str(out)) from None
    typer.echo(f"{len(data.activations)} jurisdictions, {len(data.agencies)} agencies, {data.version}: {out}")
