from typing import List, Optional, Sequence

import torch.nn as nn
from torch import Tensor


class Conv3DSimple(nn.Conv3d):
    def __init__(self, in_planes: int, out_planes: int, stride: int = 1, padding: int = 1) -> None:
        super().__init__(in_planes, out_planes, kernel_size=(3, 3, 3), stride=stride, padding=padding, bias=False)


class BasicBlock(nn.Module):
    expansion = 1

    def __init__(self, inplanes: int, planes: int, stride: int = 1, downsample: Optional[nn.Module] = None) -> None:
        super().__init__()
        self.conv1 = nn.Sequential(
            Conv3DSimple(inplanes, planes, stride), nn.BatchNorm3d(planes), nn.ReLU(inplace=True)
        )
        self.conv2 = nn.Sequential(Conv3DSimple(planes, planes), nn.BatchNorm3d(planes))
        self.relu = nn.ReLU(inplace=True)
        self.downsample = downsample

    def forward(self, x: Tensor) -> Tensor:
        residual = x
        out = self.conv2(self.conv1(x))
        if self.downsample is not None:
            residual = self.downsample(x)
        out += residual
        return self.relu(out)


class BasicStem(nn.Sequential):
    """The default conv-batchnorm-relu stem"""

    def __init__(
        self,
        in_channels: int = 1,
        out_channels: int = 64,
        kernel_size: Sequence[int] = (3, 7, 7),
        stride: Sequence[int] = (1, 2, 2),
    ):
        padding = tuple(k // 2 for k in kernel_size)
        super().__init__(
            nn.Conv3d(in_channels, 64, kernel_size=kernel_size, stride=stride, padding=padding, bias=False),
            nn.BatchNorm3d(out_channels),
            nn.ReLU(inplace=True),
        )


class BackboneResnet3D(nn.Module):
    """A slightly more configurable ResNet3D. Every layer doubles first_channel_dim."""

    def __init__(
        self,
        *,
        in_channels: int = 1,
        pool: bool = True,
        layers: List[int] = [1, 1, 1],
        first_channel_dim: int = 64,
        first_stride: int = 1,
        stem_kernel_size: Sequence[int] = (3, 7, 7),
        stem_stride: Sequence[int] = (1, 2, 2),
    ) -> None:
        super().__init__()
        self.inplanes = first_channel_dim
        self.stem = BasicStem(in_channels, first_channel_dim, kernel_size=stem_kernel_size, stride=stem_stride)
        self.layer1 = self._make_layer(first_channel_dim, layers[0], stride=first_stride)
        self.layer2 = self._make_layer(first_channel_dim * 2, layers[1], stride=2)
        self.layer3 = self._make_layer(first_channel_dim * 4, layers[2], stride=2)
        self.out_dim = first_channel_dim * 4
        self.avgpool = nn.AdaptiveAvgPool3d((1, 1, 1))
        self._pool = pool

    def _make_layer(self, planes: int, blocks: int, stride: int = 1) -> nn.Sequential:
        downsample = None
        if stride != 1 or self.inplanes != planes:
            downsample = nn.Sequential(
                nn.Conv3d(self.inplanes, planes, kernel_size=1, stride=stride, bias=False),
                nn.BatchNorm3d(planes),
            )
        layers = [BasicBlock(self.inplanes, planes, stride, downsample)]
        self.inplanes = planes
        for _ in range(1, blocks):
            layers.append(BasicBlock(self.inplanes, planes))
        return nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(x)
        x = self.layer3(self.layer2(self.layer1(x)))
        if self._pool:
            x = self.avgpool(x).flatten(1)
        return x
