import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


class AverageMeter:
    def __init__(self, name):
        self.name, self.sum, self.count = name, 0.0, 0

    def update(self, val, n):
        self.sum += val * n
        self.count += n

    def __str__(self):
        return f"{self.name} {self.sum / max(1, self.count):.2f}"


def accuracy(output, target, topk=(1,)):
    """Share of samples, in percent, whose label is among the k best guesses."""
    with torch.no_grad():
        maxk = max(topk)
        guesses = output.topk(maxk, dim=1).indices.t()
        hits = guesses.eq(target.unsqueeze(0).expand_as(guesses))
        results = []
        for k in topk:
            hits_k = hits[:k].view(-1).float().sum()
            results.append(hits_k.mul(100.0 / target.numel()))
        return results


def build_model(num_classes):
    return nn.Sequential(
        nn.Conv2d(3, 12, 5, stride=2), nn.BatchNorm2d(12), nn.ReLU(),
        nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(48, num_classes),
    )


def train_epoch(loader, model, criterion, optimizer):
    top1, top5 = AverageMeter("Acc@1"), AverageMeter("Acc@5")
    for images, target in loader:
        output = model(images)
        loss = criterion(output, target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        acc1, acc5 = accuracy(output, target, topk=(1, 5))
        top1.update(acc1.item(), images.size(0))
        top5.update(acc5.item(), images.size(0))
    print(top1, top5)


torch.manual_seed(1)
data = TensorDataset(torch.randn(48, 3, 32, 32), torch.randint(0, 20, (48,)))
net = build_model(20)
train_epoch(DataLoader(data, batch_size=16, shuffle=True), net, nn.CrossEntropyLoss(),
            torch.optim.SGD(net.parameters(), 0.1, momentum=0.9))
