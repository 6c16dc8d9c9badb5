from types import SimpleNamespace

import torch
from torch import nn


class QAConv(nn.Module):
    def __init__(self, height, width):
        super().__init__()
        self.height, self.width = height, width

    def forward(self, features):
        hw = self.height * self.width
        score = torch.einsum("gchw,pcyx->gpyxhw", features, features)
        return score.reshape(len(features), -1, hw, hw)


class PositionAttention(nn.Module):
    def __init__(self, planes):
        super().__init__()
        self.query_conv = nn.Conv2d(planes, planes // 8, 1)
        self.key_conv = nn.Conv2d(planes, planes // 8, 1)

    def forward(self, x):
        query = self.query_conv(x).flatten(2).transpose(1, 2)
        return torch.bmm(query, self.key_conv(x).flatten(2))


class AlignModule(nn.Module):
    def __init__(self, height, width, planes):
        super().__init__()
        self.qaconv = QAConv(height, width)
        self.pos_pam = PositionAttention(planes)

    def forward(self, x):
        kernel_score = self.qaconv(x)
        pos_score = self.pos_pam(x)
        return torch.cat((kernel_score.amax(3), pos_score.unsqueeze(0).amax(3)), dim=0)


class MSINet(nn.Module):
    def __init__(self, args, num_classes, channels=(16, 32, 64)):
        super().__init__()
        blocks, prev = [], 3
        for c in channels:
            blocks += [nn.Conv2d(prev, c, 3, stride=2, padding=1), nn.BatchNorm2d(c), nn.ReLU()]
            prev = c
        self.cells = nn.Sequential(*blocks)
        grid = (8, 8) if args.source_dataset == "veri" else (8, 4)
        self.align_module = AlignModule(*grid, channels[-1]) if args.sam_mode != "none" else None
        self.classifier = nn.Linear(channels[-1], num_classes)

    def forward(self, x):
        maps = self.cells(x)
        scores = self.align_module(maps) if self.align_module is not None else None
        return self.classifier(maps.mean((2, 3))), scores


def spatial_align_loss(scores, labels):
    kernel, pos = scores[:-1], scores[-1:]
    same = (labels[:, None] == labels[None, :]).float()[..., None]
    gap = (kernel - pos).abs()
    return (gap * same).mean() - 0.1 * (gap * (1 - same)).clamp(max=1).mean()


args = SimpleNamespace(source_dataset="vehicleid", sam_mode="pos_neg", batch_size=8)
shapes = {"market1501": (64, 32), "veri": (64, 64), "vehicleid": (64, 64)}
model = MSINet(args, num_classes=20)
optim = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
for it in range(2):
    images = torch.randn(args.batch_size, 3, *shapes[args.source_dataset])
    labels = torch.arange(args.batch_size) // 4 + it
    logits, sam_scores = model(images)
    loss = nn.functional.cross_entropy(logits, labels) + 0.01 * spatial_align_loss(sam_scores, labels)
    optim.zero_grad()
    loss.backward()
    optim.step()
    print(f"iter {it}, loss {loss.item():.3f}")
