"""Where the time went: the stages that the agencies measure of themselves."""

from __future__ import annotations

import msgspec

from tenprint.exchange.telemetry import stage_seconds


class Stage(msgspec.Struct, frozen=True):
    """One stage: how often, and how long in all (s). Threads overlap: the sum of all stages is no elapsed time."""

    name: str
    times: int
    seconds: float

    def since(self, before: list[Stage]) -> Stage:
        """Return what was added since an earlier reading."""
        for stage in before:
            if stage.name == self.name:
                return Stage(self.name, self.times - stage.times, self.seconds - stage.seconds)
        return self


def stages() -> list[Stage]:
    """Read the stages as they stand in this process's metrics."""
    sums: dict[str, float] = {}
    counts: dict[str, int] = {}
    for metric in stage_seconds.collect():
        for sample in metric.samples:
            if sample.name.endswith("_sum"):
                sums[sample.labels["stage"]] = sample.value
            elif sample.name.endswith("_count"):
                counts[sample.labels["stage"]] = int(sample.value)
    return [Stage(name, counts[name], sums[name]) for name in sorted(sums, key=lambda name: -sums[name])]
