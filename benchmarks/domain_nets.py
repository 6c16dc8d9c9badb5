"""Small networks with the ways in which sizes meet: skips, crops, paddings, unfolded windows, branches on a size."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812


def double(into: int, out: int, padding: int = 1) -> nn.Sequential:
    first, second = nn.Conv2d(into, out, 3, padding=padding), nn.Conv2d(out, out, 3, padding=padding)
    return nn.Sequential(first, nn.ReLU(), second, nn.ReLU())


class UNet(nn.Module):
    """Skips that fit only where every pooling divides; with ``pad`` they are padded to fit."""

    def __init__(self, width: int = 8, depth: int = 4, pad: bool = False) -> None:
        super().__init__()
        widths = [width * 2**i for i in range(depth + 1)]
        self.pad = pad
        self.down = nn.ModuleList(double(a, b) for a, b in zip([3, *widths[:-1]], widths, strict=True))
        self.up = nn.ModuleList(nn.ConvTranspose2d(widths[i + 1], widths[i], 2, 2) for i in range(depth))
        self.merge = nn.ModuleList(double(2 * widths[i], widths[i]) for i in range(depth))
        self.head = nn.Conv2d(width, 2, 1)

    def forward(self, x):
        skips = []
        for i, block in enumerate(self.down):
            x = block(x)
            if i < len(self.down) - 1:
                skips.append(x)
                x = F.max_pool2d(x, 2)
        for i in reversed(range(len(self.up))):
            x = self.up[i](x)
            if self.pad:
                rows, columns = skips[i].shape[-2] - x.shape[-2], skips[i].shape[-1] - x.shape[-1]
                x = F.pad(x, [columns // 2, columns - columns // 2, rows // 2, rows - rows // 2])
            x = self.merge[i](torch.cat([skips[i], x], 1))
        return self.head(x)


class CroppedUNet(nn.Module):
    """The first U-Net: no padding, skips cropped to fit."""

    def __init__(self) -> None:
        super().__init__()
        self.a, self.b, self.c = double(3, 4, 0), double(4, 8, 0), double(8, 16, 0)
        self.up_b, self.merge_b = nn.ConvTranspose2d(16, 8, 2, 2), double(16, 8, 0)
        self.up_a, self.merge_a = nn.ConvTranspose2d(8, 4, 2, 2), double(8, 4, 0)

    @staticmethod
    def crop(skip, x):
        rows, columns = (skip.shape[2] - x.shape[2]) // 2, (skip.shape[3] - x.shape[3]) // 2
        return skip[:, :, rows : rows + x.shape[2], columns : columns + x.shape[3]]

    def forward(self, x):
        a = self.a(x)
        b = self.b(F.max_pool2d(a, 2))
        x = self.up_b(self.c(F.max_pool2d(b, 2)))
        x = self.up_a(self.merge_b(torch.cat([self.crop(b, x), x], 1)))
        return self.merge_a(torch.cat([self.crop(a, x), x], 1))


class Discriminator(nn.Module):
    """A stack of strided convolutions and a linear layer for one size of map."""

    def __init__(self, width: int = 8) -> None:
        super().__init__()
        layers, into = [], 3
        for i in range(4):
            layers += [nn.Conv2d(into, width << i, 4, 2, 1), nn.BatchNorm2d(width << i), nn.LeakyReLU(0.2)]
            into = width << i
        self.features, self.head = nn.Sequential(*layers), nn.Linear(into * 16, 1)

    def forward(self, x):
        x = self.features(x)
        return self.head(x.view(x.size(0), -1))


class LeNet(nn.Module):
    """The classic, which takes one size."""

    def __init__(self) -> None:
        super().__init__()
        self.a, self.b = nn.Conv2d(3, 6, 5), nn.Conv2d(6, 16, 5)
        self.fc, self.head = nn.Linear(16 * 5 * 5, 120), nn.Linear(120, 10)

    def features(self, x):
        return F.max_pool2d(F.relu(self.b(F.max_pool2d(F.relu(self.a(x)), 2))), 2)

    def forward(self, x):
        return self.head(F.relu(self.fc(torch.flatten(self.features(x), 1))))


class RegroupingLeNet(LeNet):
    """``view(-1, features)``: sizes that are wrong are spread over the batch."""

    def forward(self, x):
        return self.head(F.relu(self.fc(self.features(x).view(-1, 16 * 5 * 5))))


class FlatVGG(nn.Module):
    """VGG as it was before adaptive pooling."""

    def __init__(self) -> None:
        super().__init__()
        layers, into = [], 3
        for i in range(5):
            layers += [nn.Conv2d(into, 4 << i, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
            into = 4 << i
        self.features, self.classifier = nn.Sequential(*layers), nn.Linear(into * 49, 10)

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


class Reflected(nn.Module):
    """Reflection padding, instance norm, and a sum that is taken for even widths only."""

    def __init__(self) -> None:
        super().__init__()
        layers = [nn.ReflectionPad2d(3), nn.Conv2d(3, 4, 7), nn.InstanceNorm2d(4), nn.ReLU()]
        layers += [nn.Conv2d(4, 8, 3, 2, 1), nn.InstanceNorm2d(8), nn.ReLU(), nn.ReflectionPad2d(1), nn.Conv2d(8, 8, 3)]
        layers += [
            nn.Upsample(scale_factor=2),
            nn.Conv2d(8, 4, 3, padding=1),
            nn.ReflectionPad2d(3),
            nn.Conv2d(4, 3, 7),
        ]
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return x + self.layers(x) if x.shape[-1] % 2 == 0 else self.layers(x)


class Shuffled(nn.Module):
    """Pixels to channels and back."""

    def __init__(self) -> None:
        super().__init__()
        self.into, self.conv, self.back = nn.PixelUnshuffle(4), nn.Conv2d(48, 48, 3, padding=1), nn.PixelShuffle(4)

    def forward(self, x):
        return self.back(self.conv(self.into(x)))


class Windows(nn.Module):
    """Tokens of 7 × 7 windows."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Linear(3 * 49, 8)

    def forward(self, x):
        n, c, h, w = x.shape
        x = x.view(n, c, h // 7, 7, w // 7, 7).permute(0, 2, 4, 1, 3, 5)
        return self.embed(x.reshape(n, -1, c * 49))


class Refolded(nn.Module):
    """Unfold and fold, to the size of the input or to a fixed one."""

    def __init__(self, size: tuple[int, int] | None = None, stride: int = 2) -> None:
        super().__init__()
        self.size, self.stride = size, stride

    def forward(self, x):
        blocks = F.unfold(x, 4, stride=self.stride)
        return F.fold(blocks, self.size or x.shape[-2:], 4, stride=self.stride)


class Unpooled(nn.Module):
    """Max-unpooling that meets its input again."""

    def __init__(self, kernel: int = 2, given: bool = False) -> None:
        super().__init__()
        self.pool, self.unpool = nn.MaxPool2d(kernel, 2, return_indices=True), nn.MaxUnpool2d(kernel, 2)
        self.conv, self.given = nn.Conv2d(3, 3, 3, padding=1), given

    def forward(self, x):
        y, where = self.pool(self.conv(x))
        if self.given:
            return self.unpool(y, where, output_size=x.shape[-2:])
        return self.unpool(y, where) + x


class UpsampledSkip(nn.Module):
    """A map that is halved, doubled and joined with its input."""

    def __init__(self) -> None:
        super().__init__()
        self.half, self.out = nn.Conv2d(3, 4, 3, 2, 1), nn.Conv2d(7, 3, 3, padding=1)

    def forward(self, x):
        y = F.interpolate(self.half(x), scale_factor=2, mode="bilinear")
        return self.out(torch.cat([x, y], 1))


class Branches(nn.Module):
    """Decisions on sizes, and a size that goes through ``int``."""

    def __init__(self) -> None:
        super().__init__()
        self.odd, self.even, self.head = nn.Conv2d(3, 4, 3, 2), nn.Conv2d(3, 4, 5, 2), nn.Linear(4, 2)

    def forward(self, x):
        y = self.odd(x) if x.shape[-1] % 2 else self.even(x)
        if y.shape[-2] > 20:
            y = y[..., ::2, :]
        half = int(y.shape[-1] / 2)
        y = y[..., :half] + y[..., -half:] if half > 0 else y
        return self.head(y.mean((2, 3)))


class Rooted(nn.Module):
    """The square root of a size, and an assertion."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.head = nn.Conv2d(3, 4, 3, padding=1), nn.Linear(4 * 64, 2)

    def forward(self, x):
        y = self.conv(x)
        side = int(math.sqrt(y.shape[2] * y.shape[3]))
        y = F.adaptive_avg_pool2d(y, (8, 8))
        assert side >= 16, "too small"
        return self.head(y.flatten(1))


class Training(nn.Module):
    """Norms that stay in training mode."""

    def __init__(self) -> None:
        super().__init__()
        layers = [nn.Conv2d(3, 4, 3, 2, 1), nn.BatchNorm2d(4), nn.Conv2d(4, 4, 3, 2, 1), nn.BatchNorm2d(4)]
        self.layers = nn.Sequential(*layers, nn.Conv2d(4, 4, 3, 2, 1), nn.InstanceNorm2d(4))

    def eval(self):
        return self

    def forward(self, x):
        return self.layers(x)


class Grouped(nn.Module):
    """Groups, dilation, transposition, and pooling that rounds up."""

    def __init__(self) -> None:
        super().__init__()
        layers = [nn.Conv2d(3, 12, 1), nn.Conv2d(12, 12, 5, groups=4, dilation=3)]
        layers += [nn.ConvTranspose2d(12, 6, 3, 2, 1, output_padding=1, groups=3)]
        layers += [nn.AvgPool2d(3, 2, ceil_mode=True), nn.MaxPool2d(3, 2, 1, ceil_mode=True)]
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)


class Fourier(nn.Module):
    """There and back through the frequencies."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, x):
        y = torch.fft.irfft2(torch.fft.rfft2(x) * 0.5, s=x.shape[-2:])
        return self.conv(y) + x


class Pyramid(nn.Module):
    """Adaptive pooling to a third of the size, and a pyramid of averages."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)

    def forward(self, x):
        y = F.adaptive_max_pool2d(self.conv(x), (x.shape[2] // 3, x.shape[3] // 3))
        pooled = [F.adaptive_avg_pool2d(y, k) for k in (1, 2, 3, 6)]
        return torch.cat([y, *(F.interpolate(p, size=y.shape[-2:], mode="bilinear") for p in pooled)], 1)


class Encoder(nn.Module):
    """A transformer with a table of 128 positions: N, H, W are samples, steps, and 32 features."""

    def __init__(self) -> None:
        super().__init__()
        self.positions = nn.Parameter(torch.zeros(1, 128, 32))
        layer = nn.TransformerEncoderLayer(32, 4, 64, batch_first=True)
        self.encoder, self.head = nn.TransformerEncoder(layer, 2), nn.Linear(32, 5)

    def forward(self, x):
        return self.head(self.encoder(x + self.positions[:, : x.shape[1]]).mean(1))


class Recurrent(nn.Module):
    """A bidirectional GRU."""

    def __init__(self, kind: Callable[..., Any] = nn.GRU) -> None:
        super().__init__()
        self.layer, self.head = kind(16, 8, batch_first=True, bidirectional=True), nn.Linear(16, 3)

    def forward(self, x):
        return self.head(self.layer(x)[0][:, -1])


class Audio(nn.Module):
    """One-dimensional convolutions and a pooling over all that is left."""

    def __init__(self) -> None:
        super().__init__()
        layers = [nn.Conv1d(1, 4, 80, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.MaxPool1d(4), nn.Conv1d(4, 8, 3), nn.ReLU()]
        self.layers, self.head = nn.Sequential(*layers, nn.MaxPool1d(4)), nn.Linear(8, 2)

    def forward(self, x):
        x = self.layers(x)
        return self.head(F.avg_pool1d(x, x.shape[-1]).permute(0, 2, 1))


class Columns(nn.Module):
    """Linear layers with a batch norm between them that takes axis 1 for its features."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(48, 16), nn.BatchNorm1d(7), nn.ReLU(), nn.Linear(16, 4))

    def forward(self, x):
        return self.layers(x)


IMAGE: tuple[int | str, ...] = ("N", 3, "H", "W")
ROWS: tuple[int | str, ...] = ("N", "H", "W")
NETS: dict[str, tuple[Callable[[], nn.Module], tuple[int | str, ...]]] = {
    "unet": (UNet, IMAGE),
    "unet_padded": (lambda: UNet(pad=True), IMAGE),
    "unet_cropped": (CroppedUNet, IMAGE),
    "discriminator": (Discriminator, IMAGE),
    "lenet": (LeNet, IMAGE),
    "lenet_regrouping": (RegroupingLeNet, IMAGE),
    "vgg_flat": (FlatVGG, IMAGE),
    "reflected": (Reflected, IMAGE),
    "shuffled": (Shuffled, IMAGE),
    "windows": (Windows, IMAGE),
    "refolded": (Refolded, IMAGE),
    "refolded_fixed": (lambda: Refolded((64, 64), 4), IMAGE),
    "unpooled": (Unpooled, IMAGE),
    "unpooled_given": (lambda: Unpooled(3, True), IMAGE),
    "upsampled_skip": (UpsampledSkip, IMAGE),
    "branches": (Branches, IMAGE),
    "rooted": (Rooted, IMAGE),
    "training": (Training, IMAGE),
    "grouped": (Grouped, IMAGE),
    "fourier": (Fourier, IMAGE),
    "pyramid": (Pyramid, IMAGE),
    "encoder": (Encoder, ROWS),
    "gru": (Recurrent, ROWS),
    "lstm": (lambda: Recurrent(nn.LSTM), ROWS),
    "audio": (Audio, ROWS),
    "columns": (Columns, ROWS),
}
