import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

CONFIG = {
    "n_classes": 18,
    "ignore_label": 255,
    "batch_size": 2,
    "iter_max": 2,
    "lr": 2.5e-3,
    "scales": [0.5, 0.75],
}


class ASPP(nn.Module):
    def __init__(self, cin, n_classes, rates):
        super().__init__()
        self.stages = nn.ModuleList([nn.Conv2d(cin, n_classes, 3, padding=r, dilation=r) for r in rates])

    def forward(self, x):
        return sum(stage(x) for stage in self.stages)


def DeepLab(n_classes):
    return nn.Sequential(
        nn.Conv2d(3, 24, 3, 4, 1), nn.ReLU(),
        nn.Conv2d(24, 48, 3, 2, 1), nn.ReLU(),
        ASPP(48, n_classes, rates=(1, 2)),
    )


class MSC(nn.Module):
    """Runs the same network on several scales and adds the pixel-wise maximum."""

    def __init__(self, base, scales):
        super().__init__()
        self.base, self.scales = base, scales

    def forward(self, x):
        logits = self.base(x)
        pyramid = [logits]
        for p in self.scales:
            h = F.interpolate(x, scale_factor=p, mode="bilinear", align_corners=False)
            pyramid.append(self.base(h))
        full = [F.interpolate(l, size=logits.shape[2:], mode="bilinear", align_corners=False) for l in pyramid]
        logits_max = torch.stack(full).amax(0)
        if self.training:
            return pyramid + [logits_max]
        return logits_max


def resize_labels(labels, size):
    return F.interpolate(labels[:, None].float(), size=size, mode="nearest")[:, 0].long()


def train(cfg):
    stuff = TensorDataset(torch.rand(4, 3, 96, 96), torch.randint(0, cfg["n_classes"], (4, 96, 96)))
    loader = DataLoader(stuff, batch_size=cfg["batch_size"])
    model = DeepLab(cfg["n_classes"])
    model.train()
    criterion = nn.CrossEntropyLoss(ignore_index=cfg["ignore_label"])
    optimizer = torch.optim.SGD(model.parameters(), lr=cfg["lr"], momentum=0.9)
    for iteration, (images, labels) in zip(range(cfg["iter_max"]), loader):
        optimizer.zero_grad()
        logits = model(images)
        iter_loss = 0
        for logit in logits:
            labels_ = resize_labels(labels, size=logit.shape[-2:])
            iter_loss = iter_loss + criterion(logit, labels_)
        iter_loss.backward()
        optimizer.step()
        print(f"{iteration}: {iter_loss.item():.4f}")


train(CONFIG)
