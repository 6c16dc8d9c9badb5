import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


class QuanConv2d(nn.Conv2d):
    """Convolution that computes with weights rounded to eight bits."""

    def __init__(self, *args, n_bits=8, **kwargs):
        super().__init__(*args, **kwargs)
        self.half_lvls = 2 ** (n_bits - 1) - 1

    def forward(self, x):
        step = self.weight.abs().max() / self.half_lvls
        w = torch.round(self.weight / step) * step
        return nn.functional.conv2d(x, w, self.bias, self.stride, self.padding)


class SmallNet(nn.Module):
    def __init__(self, num_classes=20):
        super().__init__()
        self.body = nn.Sequential(
            QuanConv2d(3, 16, 3, stride=2, padding=1), nn.ReLU(),
            QuanConv2d(16, 32, 3, stride=2, padding=1), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
        )
        self.fc = nn.Linear(32, num_classes)

    def forward(self, x):
        return self.fc(self.body(x).flatten(1))


def accuracy(output, target, topk=(1,)):
    """Computes the accuracy over the k top predictions for the specified values of k"""
    with torch.no_grad():
        maxk = max(topk)
        batch_size = target.size(0)

        _, pred = output.topk(maxk, 1, True, True)
        pred = pred.t()
        correct = pred.eq(target.view(1, -1).expand_as(pred))

        res = []
        for k in topk:
            correct_k = correct[:k].view(-1).float().sum(0, keepdim=True)
            res.append(correct_k.mul_(100.0 / batch_size))
        return res


def validate(val_loader, model, criterion):
    model.eval()
    losses, top1, top5 = [], [], []
    with torch.no_grad():
        for images, target in val_loader:
            output = model(images)
            losses.append(criterion(output, target).item())
            acc1, acc5 = accuracy(output, target, topk=(1, 5))
            top1.append(acc1.item())
            top5.append(acc5.item())
    return [sum(v) / len(v) for v in (losses, top1, top5)]


def flip_random_bit(model):
    """Random bit flip attack on one weight of one convolution."""
    convs = [m for m in model.modules() if isinstance(m, QuanConv2d)]
    conv = convs[torch.randint(len(convs), (1,)).item()]
    pick = torch.randint(conv.weight.numel(), (1,)).item()
    with torch.no_grad():
        conv.weight.view(-1)[pick] *= -1


val_data = FakeData(48, (3, 64, 64), 20, transform=transforms.ToTensor())
val_loader = DataLoader(val_data, batch_size=16)
model = SmallNet()
for n_flips in range(3):
    print(n_flips, "loss %.3f  prec@1 %.2f  prec@5 %.2f" % tuple(validate(val_loader, model, nn.CrossEntropyLoss())))
    flip_random_bit(model)
