"""The training loop: cosine rate, moving average of weights, checkpoints to resume from."""

from __future__ import annotations

import copy
import json
import math
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch

from train_extractor import parameters as p
from train_extractor.data import Stream, validation
from train_extractor.export import export
from train_extractor.losses import figures, losses, total
from train_extractor.model import MinutiaeNet


class Run:
    """One run in a folder: `checkpoint.pt`, `net.onnx` and `log.jsonl`."""

    def __init__(self, folder: Path, seed: int) -> None:
        torch.manual_seed(seed)
        self.folder, self.seed = folder, seed
        self.model = MinutiaeNet().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average = copy.deepcopy(self.model).eval()
        self.optimiser = torch.optim.AdamW(self.model.parameters(), p.RATE, weight_decay=p.WEIGHT_DECAY)
        self.step, self.seconds = 0, 0.0
        folder.mkdir(parents=True, exist_ok=True)
        self._checkpoint = folder / "checkpoint.pt"
        if self._checkpoint.exists():
            self._resume()

    def _resume(self) -> None:
        state = torch.load(self._checkpoint, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.seconds = state["step"], state["seconds"]

    def save(self) -> None:
        """Write the checkpoint, whole or not at all, and the ONNX file of the averaged weights."""
        state = {
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
        }
        partial = self._checkpoint.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(self._checkpoint)
        export(copy.deepcopy(self.average), self.folder / "net.onnx", description=f"tenprint net, step {self.step}")

    def _learn(self, batch: tuple[np.ndarray[Any, Any], ...], progress: float) -> dict[str, float]:
        rate = p.LEAST_RATE + p.RATE * 0.5 * (1 + math.cos(math.pi * progress)) * min(1.0, (self.step + 1) / p.WARM_UP)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        image, target, field, truth = (torch.from_numpy(np.ascontiguousarray(part)) for part in batch)
        self.model.train()
        head, ridges = self.model.train_step(image)
        terms = losses(head, ridges, target, field, truth)
        self.optimiser.zero_grad(set_to_none=True)
        total(terms).backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), p.CLIP)
        self.optimiser.step()
        self.step += 1
        self._blend()
        return {name: value.item() for name, value in terms.items()}

    @torch.no_grad()
    def _blend(self) -> None:
        decay = min(p.AVERAGE, (1 + self.step) / (20 + self.step))
        source = self.model.state_dict()
        for name, value in self.average.state_dict().items():
            if value.dtype.is_floating_point:
                value.lerp_(source[name], 1 - decay)

    @torch.no_grad()
    def validate(self, batch: tuple[np.ndarray[Any, Any], ...]) -> dict[str, float]:
        """Figures of the averaged weights on unseen patches."""
        image, target = torch.from_numpy(batch[0]), torch.from_numpy(batch[1])
        head = torch.cat([self.average(image[k : k + 64]) for k in range(0, len(image), 64)])
        return figures(head, target)

    def train(self, *, minutes: float | None = None, steps: int | None = None) -> None:
        """Train until the budget is spent: of minutes (all sessions together), or of steps (repeatable)."""
        stream, unseen = Stream(self.seed, self.step), validation()
        started = time.monotonic() - self.seconds
        recent: list[dict[str, float]] = []
        while True:
            self.seconds = time.monotonic() - started
            progress = self.step / steps if steps else self.seconds / (60 * (minutes or 0.001))
            if progress >= 1:
                break
            recent.append(self._learn(stream.batch(self.step), progress))
            if self.step % p.REPORT_EVERY == 0:
                self._report(recent, unseen, progress)
                recent = []
            if self.step % p.SAVE_EVERY == 0:
                self.save()
        self.save()
        self._report(recent, unseen, 1.0)

    def _report(self, recent: list[dict[str, float]], unseen: tuple[Any, ...], progress: float) -> None:
        mean = {name: sum(r[name] for r in recent) / len(recent) for name in recent[0]} if recent else {}
        line = {"step": self.step, "progress": progress, "minutes": self.seconds / 60, **mean, **self.validate(unseen)}
        rounded = {name: round(value, 4) for name, value in line.items()}
        with (self.folder / "log.jsonl").open("a") as log:
            log.write(json.dumps(rounded) + "\n")
        print(json.dumps(rounded), flush=True)
