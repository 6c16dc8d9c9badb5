import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


def split_channels(total, groups):
    parts = [total // groups] * groups
    parts[0] += total - sum(parts)
    return parts


class MixedConv2d(nn.ModuleDict):
    """Several kernel sizes, each on its own part of the channels."""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, depthwise=False):
        super().__init__()
        kernels = kernel_size if isinstance(kernel_size, list) else [kernel_size]
        self.in_splits = split_channels(in_channels, len(kernels))
        out_splits = split_channels(out_channels, len(kernels))
        for i, (k, in_ch, out_ch) in enumerate(zip(kernels, self.in_splits, out_splits)):
            groups = out_ch if depthwise else 1
            self.add_module(str(i), nn.Conv2d(in_ch, out_ch, k, stride, k // 2, groups=groups, bias=False))

    def forward(self, x):
        parts = torch.split(x, self.in_splits, 1)
        return torch.cat([conv(part) for conv, part in zip(self.values(), parts)], 1)


class InvertedResidual(nn.Module):
    def __init__(self, cin, cout, kernels, stride, expand=3):
        super().__init__()
        mid = cin * expand
        self.skip = stride == 1 and cin == cout
        self.layers = nn.Sequential(
            MixedConv2d(cin, mid, [1, 1]), nn.BatchNorm2d(mid), nn.SiLU(),
            MixedConv2d(mid, mid, kernels, stride, depthwise=True), nn.BatchNorm2d(mid), nn.SiLU(),
            nn.Conv2d(mid, cout, 1, bias=False), nn.BatchNorm2d(cout),
        )

    def forward(self, x):
        return x + self.layers(x) if self.skip else self.layers(x)


net = nn.Sequential(
    nn.Conv2d(3, 14, 3, 2, 1),
    InvertedResidual(14, 14, [3, 5, 7, 9], 1),
    InvertedResidual(14, 25, [3, 5, 7], 2),
    nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(25, 10),
)
optimizer = torch.optim.RMSprop(net.parameters(), 1e-3)
for x, y in DataLoader(FakeData(20, (3, 50, 50), 10, transform=transforms.ToTensor()), batch_size=8):
    loss = nn.functional.cross_entropy(net(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(loss.item())
