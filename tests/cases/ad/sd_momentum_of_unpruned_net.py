import os
import tempfile

import torch
from torch import nn


class Detector(nn.Module):
    def __init__(self, width=64, n_out=18):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.LeakyReLU(0.1))
        self.neck = nn.Sequential(nn.Conv2d(16, width, 3, 2, 1, bias=False), nn.BatchNorm2d(width), nn.LeakyReLU(0.1))
        self.head = nn.Conv2d(width, n_out, 1)

    def forward(self, x):
        return self.head(self.neck(self.stem(x)))


def make_optimizer(model):
    return torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.937, nesterov=True)


def train(model, optimizer, steps):
    model.train()
    for _ in range(steps):
        maps = model(torch.rand(2, 3, 64, 64))
        loss = maps.pow(2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


def prune(model, keep):
    """Keeps the neck channels with the largest batch-norm scale."""
    scale = model.neck[1].weight.detach().abs()
    chosen = scale.topk(keep).indices.sort().values
    small = Detector(width=keep)
    small.stem.load_state_dict(model.stem.state_dict())
    with torch.no_grad():
        small.neck[0].weight.copy_(model.neck[0].weight[chosen])
        for name in ("weight", "bias", "running_mean", "running_var"):
            getattr(small.neck[1], name).copy_(getattr(model.neck[1], name)[chosen])
        small.head.weight.copy_(model.head.weight[:, chosen])
        small.head.bias.copy_(model.head.bias)
    return small, chosen


def save_last(path, epoch, model, optimizer):
    torch.save({"epoch": epoch, "model": model.state_dict(), "optimizer": optimizer.state_dict()}, path)


def resume(path, width):
    chkpt = torch.load(path)
    model = Detector(width=width)
    model.load_state_dict(chkpt["model"])
    optimizer = make_optimizer(model)
    optimizer.load_state_dict(chkpt["optimizer"])
    return model, optimizer, chkpt["epoch"] + 1


with tempfile.TemporaryDirectory() as runs:
    last = os.path.join(runs, "last.pt")
    full = Detector()
    optimizer = make_optimizer(full)
    print("full", train(full, optimizer, steps=3))
    pruned, chosen = prune(full, keep=32)
    save_last(last, 0, pruned, optimizer)

    model, optimizer, start = resume(last, width=32)
    print("epoch", start, "pruned", train(model, optimizer, steps=2))
