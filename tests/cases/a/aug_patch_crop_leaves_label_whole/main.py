import torch
from torch import nn

from augment import Compose, RandomPatch

PATCH = (12, 12, 12)


def volumes(n_batches, batch=4, side=32):
    for i in range(n_batches):
        g = torch.Generator().manual_seed(i)
        data = torch.randn(batch, 1, side, side, side, generator=g)
        yield {"data": data, "label": (data > 1.0).float()}


def soft_dice(prob, target):
    inter = (prob * target).sum((1, 2, 3, 4))
    total = prob.sum((1, 2, 3, 4)) + target.sum((1, 2, 3, 4))
    return 1 - ((2 * inter + 1) / (total + 1)).mean()


def train(net, tr_transforms, steps):
    optimizer = torch.optim.Adam(net.parameters(), 1e-3)
    for batch in volumes(steps):
        batch = tr_transforms(**batch)
        prob = torch.sigmoid(net(batch["data"]))
        loss = soft_dice(prob, batch["label"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("dice loss", loss.item())


network = nn.Sequential(nn.Conv3d(1, 6, 3, padding=1), nn.ReLU(), nn.Conv3d(6, 1, 3, padding=1))
train(network, Compose([RandomPatch(PATCH)]), steps=2)
