"""What is wrong with an answer, term by term, and how good it is in plain figures."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from train_extractor import parameters as p


def _mean(values: Tensor, weights: Tensor) -> Tensor:
    return (values * weights).sum() / weights.sum().clamp(min=1.0)


def _chord(vector: Tensor, truth: Tensor) -> Tensor:
    """Distance of two directions on the unit circle; about the angle between them, with a gradient near zero too."""
    cosine = (F.normalize(vector, dim=1, eps=1e-4) * truth).sum(1)
    return torch.sqrt(2.0 * (1.0 - cosine).clamp(min=0.0) + 1e-4)


def losses(head: Tensor, ridges: Tensor, target: Tensor, field: Tensor, truth: Tensor) -> dict[str, Tensor]:
    """The loss terms by name, unweighted; `head` (n, 9, g, g) as in model.OUTPUTS, `target` as in targets.CHANNELS."""
    wanted, weight, found = target[:, 0], target[:, 1], target[:, 8]
    entropy = F.binary_cross_entropy_with_logits(head[:, 0], wanted, reduction="none")
    missed = (torch.sigmoid(head[:, 0]) - wanted).abs() ** p.FOCAL
    seen = field[:, 2]
    seen_half = F.interpolate(seen[:, None], scale_factor=4.0, mode="nearest")
    return {
        "score": (entropy * missed * weight).sum() / (wanted * weight).sum().clamp(min=1.0),
        "offset": _mean((head[:, 1:3] - target[:, 2:4]).abs().sum(1), found),
        "direction": _mean(_chord(head[:, 3:5], target[:, 4:6]), found),
        "kind": _mean(F.binary_cross_entropy_with_logits(head[:, 5], target[:, 6], reduction="none"), target[:, 7]),
        "orientation": _mean(_chord(head[:, 6:8], field[:, :2]), seen),
        "visibility": F.binary_cross_entropy_with_logits(head[:, 8], seen),
        "ridges": _mean(
            F.binary_cross_entropy_with_logits(ridges, (0.5 + 0.6 * truth).clamp(0, 1), reduction="none"), seen_half
        ),
    }


def total(terms: dict[str, Tensor]) -> Tensor:
    """The weighted sum."""
    return torch.stack([p.LOSS_WEIGHTS[name] * value for name, value in terms.items()]).sum()


@torch.no_grad()
def figures(head: Tensor, target: Tensor) -> dict[str, float]:
    """Best F1 of cells over thresholds, and on true cells the mean place error (px) and direction error (degrees)."""
    score, wanted, weight = torch.sigmoid(head[:, 0]), target[:, 0] > 0.5, target[:, 1]
    best = 0.0
    for threshold in torch.linspace(0.2, 0.8, 13).tolist():
        said = score > threshold
        hit = (weight * (said & wanted)).sum().item()
        best = max(best, 2 * hit / max(1e-9, (weight * said).sum().item() + (weight * wanted).sum().item()))
    sure = wanted & (weight > 0.5)
    place = 8 * (head[:, 1:3] - target[:, 2:4]).square().sum(1).sqrt()[sure]
    cosine = (F.normalize(head[:, 3:5], dim=1) * target[:, 4:6]).sum(1)[sure].clamp(-1, 1)
    angle = torch.rad2deg(torch.arccos(cosine))
    return {
        "f1": best,
        "place_px": place.mean().item(),
        "angle_deg": angle.median().item(),
        "reversed": (angle > 90).float().mean().item(),
    }
