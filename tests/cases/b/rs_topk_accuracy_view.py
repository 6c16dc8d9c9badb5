import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class AverageMeter:
    def __init__(self):
        self.sum = self.count = 0

    def update(self, val, n=1):
        self.sum += val * n
        self.count += n

    @property
    def avg(self):
        return self.sum / max(self.count, 1)


def accuracy(output, target, topk=(1,)):
    """Precision at k for several k."""
    maxk = max(topk)
    _, pred = output.topk(maxk, 1, True, True)
    correct = pred.t().eq(target.view(1, -1).expand_as(pred.t()))
    res = []
    for k in topk:
        correct_k = correct[:k].view(-1).float().sum(0)
        res.append(correct_k.mul(100.0 / target.size(0)).item())
    return res


class ShiftNet(nn.Module):
    """Segments share one 2D network; a part of the channels looks one segment ahead."""

    def __init__(self, num_class, num_segments):
        super().__init__()
        self.num_segments = num_segments
        self.stem = nn.Conv2d(3, 16, 5, stride=4, padding=2)
        self.fc = nn.Linear(16, num_class)

    def forward(self, video):
        n, t = video.shape[:2]
        x = self.stem(video.flatten(0, 1)).relu().view(n, t, 16, -1)
        shifted = torch.cat([x[:, 1:, :4], torch.zeros_like(x[:, :1, :4])], dim=1)
        x = torch.cat([shifted, x[:, :, 4:]], dim=2)
        return self.fc(x.mean(dim=(1, 3)))


def validate(loader, model, criterion):
    losses, top1, top5 = AverageMeter(), AverageMeter(), AverageMeter()
    model.eval()
    with torch.no_grad():
        for video, target in loader:
            output = model(video)
            loss = criterion(output, target)
            prec1, prec5 = accuracy(output, target, topk=(1, 5))
            losses.update(loss.item(), video.size(0))
            top1.update(prec1, video.size(0))
            top5.update(prec5, video.size(0))
    return losses.avg, top1.avg, top5.avg


videos = TensorDataset(torch.rand(20, 8, 3, 32, 32), torch.randint(0, 27, (20,)))
net = ShiftNet(num_class=27, num_segments=8)
print("loss {:.3f} prec@1 {:.2f} prec@5 {:.2f}".format(*validate(DataLoader(videos, 8), net, nn.CrossEntropyLoss())))
