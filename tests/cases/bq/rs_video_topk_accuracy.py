import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class AverageMeter(object):
    def __init__(self):
        self.sum = 0.0
        self.count = 0

    def update(self, val, n):
        self.sum += val * n
        self.count += n

    @property
    def avg(self):
        return self.sum / max(self.count, 1)


def accuracy(output, target, topk=(1, )):
    maxk = max(topk)
    batch_size = target.size(0)
    _, pred = output.topk(maxk, 1, True, True)
    pred = pred.t()
    correct = pred.eq(target.view(1, -1).expand_as(pred))
    res = []
    for k in topk:
        correct_k = correct[:k].view(-1).float().sum(0)
        res.append(correct_k.mul_(100.0 / batch_size))
    return res


class SportsClips(Dataset):
    # decoder order: T x H x W x C, uint8
    def __init__(self, n=18, classes=12):
        g = torch.Generator().manual_seed(5)
        self.frames = torch.randint(0, 256, (n, 6, 32, 40, 3), generator=g, dtype=torch.uint8)
        self.labels = torch.arange(n) % classes

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, idx):
        return self.frames[idx].float().div(255), self.labels[idx]


class R2Plus1DTiny(nn.Module):
    def __init__(self, num_classes):
        super(R2Plus1DTiny, self).__init__()
        self.spatial = nn.Conv3d(3, 12, (1, 5, 5), stride=(1, 2, 2), padding=(0, 2, 2))
        self.temporal = nn.Conv3d(12, 24, (3, 1, 1), padding=(1, 0, 0))
        self.bn = nn.BatchNorm3d(24)
        self.pool = nn.AdaptiveAvgPool3d(1)
        self.fc = nn.Linear(24, num_classes)

    def forward(self, x):
        x = x.permute(0, 4, 1, 2, 3)
        x = torch.relu(self.bn(self.temporal(self.spatial(x))))
        x = self.pool(x).view(x.size(0), -1)
        return self.fc(x)


def train_one_epoch(model, loader, criterion, optimizer):
    model.train()
    for clips, labels in loader:
        loss = criterion(model(clips), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print('train loss: {:.4f}'.format(loss.item()))


def validate(model, loader, criterion):
    top1, top5, losses = AverageMeter(), AverageMeter(), AverageMeter()
    model.eval()
    with torch.no_grad():
        for clips, labels in loader:
            outputs = model(clips)
            losses.update(criterion(outputs, labels).item(), labels.size(0))
            prec1, prec5 = accuracy(outputs.data, labels, topk=(1, 5))
            top1.update(prec1.item(), labels.size(0))
            top5.update(prec5.item(), labels.size(0))
    print('val loss {:.4f} top1 {:.2f} top5 {:.2f}'.format(losses.avg, top1.avg, top5.avg))


if __name__ == '__main__':
    torch.manual_seed(0)
    net = R2Plus1DTiny(num_classes=12)
    ce = nn.CrossEntropyLoss()
    sgd = torch.optim.SGD(net.parameters(), lr=0.01)
    train_one_epoch(net, DataLoader(SportsClips(), batch_size=6, shuffle=True), ce, sgd)
    validate(net, DataLoader(SportsClips(), batch_size=6), ce)
