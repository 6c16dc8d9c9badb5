import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class SynchronizedBatchNorm2d(nn.BatchNorm2d):
    """Falls back to the plain batch norm when there is a single device."""

    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__(num_features, eps=eps, momentum=momentum)
        self._is_parallel = False

    def forward(self, x):
        if not self._is_parallel:
            return nn.functional.batch_norm(
                x, self.running_mean, self.running_var, self.weight, self.bias,
                self.training, self.momentum, self.eps)
        raise NotImplementedError


def conv_bn(inp, out, stride=1):
    return nn.Sequential(
        nn.Conv2d(inp, out, kernel_size=3, stride=stride, padding=1, bias=False),
        SynchronizedBatchNorm2d(out),
        nn.ReLU(inplace=True),
    )


class TwoResolutionNet(nn.Module):
    """A high and a low resolution branch, merged before the prediction."""

    def __init__(self, num_classes, width=18):
        super().__init__()
        self.stem = conv_bn(3, width, stride=2)
        self.high = conv_bn(width, width)
        self.low = nn.Sequential(conv_bn(width, width, stride=2), conv_bn(width, width))
        self.up = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
        self.merge = nn.Sequential(
            nn.Conv2d(width * 2, width, kernel_size=3, padding=1, bias=True),
            SynchronizedBatchNorm2d(width * 2),
            nn.ReLU(inplace=True),
        )
        self.head = nn.Conv2d(width, num_classes, kernel_size=1)

    def forward(self, x):
        size = x.shape[-2:]
        x = self.stem(x)
        both = torch.cat([self.high(x), self.up(self.low(x))], dim=1)
        out = self.head(self.merge(both))
        return nn.functional.interpolate(out, size=size, mode="bilinear", align_corners=False)


def make_data(n=8, num_classes=5):
    g = torch.Generator().manual_seed(31)
    images = torch.rand(n, 3, 64, 64, generator=g)
    labels = torch.randint(0, num_classes, (n, 64, 64), generator=g)
    return TensorDataset(images, labels)


def main():
    torch.manual_seed(0)
    net = TwoResolutionNet(num_classes=5)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.02, momentum=0.9)
    for step, (images, labels) in enumerate(DataLoader(make_data(), batch_size=4, shuffle=True)):
        loss = nn.functional.cross_entropy(net(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(step, round(loss.item(), 4))


if __name__ == "__main__":
    main()
