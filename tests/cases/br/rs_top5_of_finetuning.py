import math
from collections import defaultdict

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


def swish(x):
    return x * torch.sigmoid(x)


class MBConv(nn.Module):
    def __init__(self, inp, out, expand=4, stride=1):
        super().__init__()
        mid = inp * expand
        self.expand_conv = nn.Conv2d(inp, mid, 1, bias=False)
        self.bn0 = nn.BatchNorm2d(mid)
        self.depthwise_conv = nn.Conv2d(mid, mid, 3, stride, 1, groups=mid, bias=False)
        self.bn1 = nn.BatchNorm2d(mid)
        self.project_conv = nn.Conv2d(mid, out, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out)
        self.skip = stride == 1 and inp == out

    def forward(self, x):
        y = swish(self.bn0(self.expand_conv(x)))
        y = swish(self.bn1(self.depthwise_conv(y)))
        y = self.bn2(self.project_conv(y))
        return x + y if self.skip else y


class EfficientNetLite(nn.Module):
    def __init__(self, num_classes, width=1.0):
        super().__init__()
        c = [math.ceil(v * width / 8) * 8 for v in (16, 24, 40)]
        self.stem = nn.Conv2d(3, c[0], 3, 2, 1, bias=False)
        self.blocks = nn.Sequential(MBConv(c[0], c[1], stride=2), MBConv(c[1], c[1]), MBConv(c[1], c[2], stride=2))
        self.fc = nn.Linear(c[2], num_classes)

    def forward(self, x):
        return self.fc(self.blocks(self.stem(x)).mean((2, 3)))


def accuracy(output, target, topk=(1,)):
    """Share of samples (in percent) whose class is among the k best."""
    with torch.no_grad():
        maxk = max(topk)
        _, pred = output.topk(maxk, 1, True, True)
        pred = pred.t()
        correct = pred.eq(target.view(1, -1).expand_as(pred))
        res = []
        for k in topk:
            correct_k = correct[:k].view(-1).float().sum(0, keepdim=True)
            res.append(correct_k.mul_(100.0 / target.size(0)))
        return res


class LitClassifier:
    def __init__(self, num_classes=20, lr=0.1):
        self.model = EfficientNetLite(num_classes)
        self.lr = lr
        self.logged = defaultdict(list)

    def log(self, name, value):
        self.logged[name].append(float(value))

    def training_step(self, batch):
        x, y = batch
        loss = F.cross_entropy(self.model(x), y)
        self.log("train_loss", loss.detach())
        return loss

    def validation_step(self, batch):
        x, y = batch
        logits = self.model(x)
        acc1, acc5 = accuracy(logits, y, topk=(1, 5))
        self.log("val_loss", F.cross_entropy(logits, y))
        self.log("val_acc1", acc1)
        self.log("val_acc5", acc5)

    def configure_optimizers(self):
        return torch.optim.SGD(self.model.parameters(), self.lr, momentum=0.9, weight_decay=1e-4)


class Trainer:
    def __init__(self, max_epochs):
        self.max_epochs = max_epochs

    def fit(self, module, train_loader, val_loader):
        opt = module.configure_optimizers()
        for epoch in range(self.max_epochs):
            module.model.train()
            for batch in train_loader:
                opt.zero_grad()
                module.training_step(batch).backward()
                opt.step()
            module.model.eval()
            with torch.no_grad():
                for batch in val_loader:
                    module.validation_step(batch)
            print(epoch, {k: round(sum(v) / len(v), 3) for k, v in module.logged.items()})
            module.logged.clear()


if __name__ == "__main__":
    torch.manual_seed(0)
    tf = transforms.Compose([transforms.Resize(64), transforms.ToTensor()])
    train_set = FakeData(24, (3, 72, 72), num_classes=20, transform=tf)
    val_set = FakeData(16, (3, 72, 72), num_classes=20, transform=tf, random_offset=99)
    Trainer(max_epochs=1).fit(LitClassifier(), DataLoader(train_set, 8, shuffle=True), DataLoader(val_set, 8))
