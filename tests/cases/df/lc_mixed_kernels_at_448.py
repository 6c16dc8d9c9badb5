import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F


class Swish(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(x)


def split_layer(total_channels, num_groups):
    split = [total_channels // num_groups for _ in range(num_groups)]
    split[0] += total_channels - sum(split)
    return split


class MDConv(nn.Module):
    """depthwise convolution, a kernel of its own size for each group of channels"""

    def __init__(self, channels, n_chunks, stride=1):
        super().__init__()
        self.split_channels = split_layer(channels, n_chunks)
        self.layers = nn.ModuleList()
        for idx, ch in enumerate(self.split_channels):
            kernel_size = 2 * idx + 3
            self.layers.append(nn.Conv2d(ch, ch, kernel_size, stride=stride, padding=kernel_size // 2,
                                         groups=ch, bias=False))

    def forward(self, x):
        parts = torch.split(x, self.split_channels, dim=1)
        return torch.cat([layer(p) for layer, p in zip(self.layers, parts)], dim=1)


class SqueezeExcitation(nn.Module):
    def __init__(self, channels, reduced):
        super().__init__()
        self.se_reduce = nn.Sequential(nn.Conv2d(channels, reduced, 1), Swish())
        self.se_expand = nn.Conv2d(reduced, channels, 1)

    def forward(self, x):
        se = x.mean(dim=[2, 3], keepdim=True)
        return torch.sigmoid(self.se_expand(self.se_reduce(se))) * x


class MixBlock(nn.Module):
    def __init__(self, in_channels, out_channels, n_chunks, stride, expand_ratio, se_ratio):
        super().__init__()
        mid = in_channels * expand_ratio
        self.identity = stride == 1 and in_channels == out_channels
        layers = []
        if expand_ratio != 1:
            layers += [nn.Conv2d(in_channels, mid, 1, bias=False), nn.BatchNorm2d(mid), Swish()]
        layers += [MDConv(mid, n_chunks, stride), nn.BatchNorm2d(mid), Swish()]
        if se_ratio:
            layers.append(SqueezeExcitation(mid, max(1, int(in_channels * se_ratio))))
        layers += [nn.Conv2d(mid, out_channels, 1, bias=False), nn.BatchNorm2d(out_channels)]
        self.block = nn.Sequential(*layers)

    def forward(self, x):
        out = self.block(x)
        return out + x if self.identity else out


class MixNet(nn.Module):
    def __init__(self, stem, head, block_args, num_classes=1000, dropout_rate=0.2):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(3, stem, 3, stride=2, padding=1), nn.BatchNorm2d(stem), nn.ReLU())
        self.layers = nn.Sequential(*[MixBlock(*args) for args in block_args])
        self.head_conv = nn.Sequential(nn.Conv2d(block_args[-1][1], head, 1), nn.BatchNorm2d(head), nn.ReLU())
        self.fc = nn.Sequential(nn.Dropout(dropout_rate), nn.Linear(head, num_classes))

    def forward(self, x):
        out = self.layers(self.conv(x))
        out = self.head_conv(out)

        out = F.avg_pool2d(out, 7)
        out = out.view(out.size(0), -1)
        return self.fc(out)


def mixnet_tiny(num_classes=1000):
    # in, out, n_chunks, stride, expand_ratio, se_ratio
    tiny = [
        [8, 8, 1, 1, 1, None],
        [8, 12, 1, 2, 3, None],
        [12, 20, 3, 2, 3, 0.5],
        [20, 20, 2, 1, 3, 0.5],
        [20, 32, 3, 2, 3, 0.25],
        [32, 48, 4, 2, 3, 0.5],
    ]
    return MixNet(stem=8, head=96, block_args=tiny, num_classes=num_classes)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--image_size", type=int, default=448)
    parser.add_argument("--num_classes", type=int, default=100)
    args = parser.parse_args([])
    model = mixnet_tiny(num_classes=args.num_classes).eval()
    print("parameters:", sum(p.numel() for p in model.parameters()))
    with torch.no_grad():
        for _ in range(2):
            images = torch.randn(2, 3, args.image_size, args.image_size)
            print(model(images).argmax(1))


if __name__ == "__main__":
    main()
