import time

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from torchvision import models

settings = dict(
    backbone="resnext50",
    num_classes=2,
    img_size=64,
    batch_size=6,
    lr=1e-4,
    folds=2,
)

BACKBONES = {
    "resnet18": models.resnet18,
    "resnet34": models.resnet34,
    "resnext50": models.resnext50_32x4d,
}


class LeafNet(nn.Module):
    def __init__(self, name, num_classes):
        super().__init__()
        model = BACKBONES[name](weights=None)
        model.avgpool = nn.AdaptiveAvgPool2d(1)
        model.fc = nn.Linear(512, num_classes)
        self.backbone = model

    def forward(self, img):
        out = self.backbone(img)
        return out


def leaf_pictures(n, size, seed):
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, settings["num_classes"], (n,), generator=g)
    x = torch.rand(n, 3, size, size, generator=g)
    x[:, 1] += 0.4 * y[:, None, None]
    return TensorDataset(x.clamp(0, 1), y)


def accuracy(output, target, topk=(1,)):
    _, pred = output.topk(max(topk), 1)
    hits = pred.eq(target[:, None])
    return [hits[:, :k].any(1).float().mean().item() for k in topk]


def train(loader, model, criterion, optimizer):
    model.train()
    end = time.time()
    for i, (images, target) in enumerate(loader):
        output = model(images)
        loss = criterion(output, target)
        acc1, = accuracy(output, target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"  step {i} loss {loss.item():.3f} acc {acc1:.2f} ({time.time() - end:.1f} s)")
        end = time.time()


@torch.no_grad()
def validate(loader, model):
    model.eval()
    scores = [accuracy(model(images), target)[0] for images, target in loader]
    return sum(scores) / len(scores)


def run():
    torch.manual_seed(2)
    data = leaf_pictures(12, settings["img_size"], seed=8)
    idx = torch.arange(len(data))
    for fold in range(settings["folds"]):
        held = idx % settings["folds"] == fold
        parts = [torch.utils.data.Subset(data, idx[m].tolist()) for m in (~held, held)]
        loaders = [DataLoader(p, batch_size=settings["batch_size"]) for p in parts]
        model = LeafNet(settings["backbone"], settings["num_classes"])
        optimizer = torch.optim.AdamW(model.parameters(), settings["lr"])
        train(loaders[0], model, nn.CrossEntropyLoss(), optimizer)
        print(f"fold {fold}: validation accuracy {validate(loaders[1], model):.2f}")


run()
