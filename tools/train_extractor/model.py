"""The network: local normalisation, an encoder to stride 16, one step back up to stride 8, one head."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from train_extractor import parameters as p

# Channels of the head that are exported, in this order.
OUTPUTS = ("score", "offset_x", "offset_y", "cos", "sin", "kind", "cos_2", "sin_2", "visibility")
_RIDGES = 16  # 4 x 4 values at half resolution a cell; a training aid, cut off at export


class Normalise(nn.Module):
    """(n, 1, h, w) grey values 0..255 -> local contrast about -2..2; part of the network so that it never differs."""

    def forward(self, x: Tensor) -> Tensor:
        """Subtract the local mean, divide by the local deviation."""
        x = (x - 128.0) / 64.0
        around = (p.WINDOW // 2,) * 4
        mean = F.avg_pool2d(F.pad(F.avg_pool2d(x, p.BLOCK), around, mode="replicate"), p.WINDOW, 1)
        square = F.avg_pool2d(F.pad(F.avg_pool2d(x * x, p.BLOCK), around, mode="replicate"), p.WINDOW, 1)
        gain = 1.0 / (torch.sqrt(torch.clamp(square - mean * mean, min=0.0) + 1e-6) + p.FLOOR / 64.0)
        both = F.interpolate(torch.cat([mean, gain], 1), scale_factor=p.BLOCK, mode="bilinear", align_corners=False)
        return (x - both[:, :1]) * both[:, 1:]


def unit(inside: int, outside: int, stride: int = 1, dilation: int = 1, size: int = 3) -> nn.Sequential:
    """Convolution, batch normalisation, ReLU."""
    padding = dilation * (size // 2)
    return nn.Sequential(
        nn.Conv2d(inside, outside, size, stride, padding, dilation, bias=False),
        nn.BatchNorm2d(outside),
        nn.ReLU(inplace=True),
    )


class Residual(nn.Module):
    """Two units and a way past them."""

    def __init__(self, channels: int, dilations: tuple[int, int] = (1, 1)) -> None:
        super().__init__()
        self.first = unit(channels, channels, dilation=dilations[0])
        self.second = unit(channels, channels, dilation=dilations[1])

    def forward(self, x: Tensor) -> Tensor:
        """Add what the two units find."""
        out: Tensor = x + self.second(self.first(x))
        return out


class MinutiaeNet(nn.Module):
    """Minutiae, ridge orientation and visibility on a grid of 8 px, for images whose sides are multiples of 16."""

    def __init__(self) -> None:
        super().__init__()
        a, b, c, d = p.CHANNELS
        self.normalise = Normalise()
        self.stem = unit(1, a, stride=2, size=5)
        self.quarter = nn.Sequential(unit(a, b, stride=2), Residual(b))
        self.eighth = nn.Sequential(unit(b, c, stride=2), Residual(c), unit(c, c))
        self.sixteenth = nn.Sequential(unit(c, d, stride=2), *[Residual(d, pair) for pair in p.DILATIONS])
        self.lateral = nn.Conv2d(d, c, 1)
        self.join = nn.Sequential(unit(c, c), Residual(c))
        self.head = nn.Conv2d(c, len(OUTPUTS), 1)
        self.ridges = nn.Conv2d(c, _RIDGES, 1)
        nn.init.constant_(self.head.bias[0], -3.0)  # type: ignore[index]

    def features(self, x: Tensor) -> Tensor:
        """(n, 1, h, w) normalised image -> (n, c, h / 8, w / 8)."""
        eighth = self.eighth(self.quarter(self.stem(x)))
        wide = F.interpolate(self.lateral(self.sixteenth(eighth)), scale_factor=2, mode="bilinear", align_corners=False)
        out: Tensor = self.join(eighth + wide)
        return out

    def forward(self, image: Tensor) -> Tensor:
        """(n, 1, h, w) grey values 0..255 -> (n, 9, h / 8, w / 8), channels as in `OUTPUTS`, scores as logits."""
        out: Tensor = self.head(self.features(self.normalise(image)))
        return out

    def train_step(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Head and ridge map (n, 1, h / 2, w / 2) for the loss; convolutions in bfloat16."""
        x = self.normalise(image).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            features = self.features(x)
            head, ridges = self.head(features), self.ridges(features)
        return head.float(), F.pixel_shuffle(ridges.float(), 4)
