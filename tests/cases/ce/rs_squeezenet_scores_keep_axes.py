import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


class Fire(nn.Module):
    def __init__(self, inplanes, squeeze_planes, expand_planes):
        super().__init__()
        self.squeeze = nn.Conv2d(inplanes, squeeze_planes, 1)
        self.expand1x1 = nn.Conv2d(squeeze_planes, expand_planes, 1)
        self.expand3x3 = nn.Conv2d(squeeze_planes, expand_planes, 3, padding=1)

    def forward(self, x):
        x = torch.relu(self.squeeze(x))
        return torch.cat([torch.relu(self.expand1x1(x)), torch.relu(self.expand3x3(x))], 1)


class SqueezeNet(nn.Module):
    def __init__(self, num_classes=1000):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 32, 3, stride=2), nn.ReLU(), nn.MaxPool2d(3, 2, ceil_mode=True))
        self.fires = nn.Sequential(Fire(32, 8, 32), Fire(64, 8, 32), nn.MaxPool2d(3, 2, ceil_mode=True), Fire(64, 16, 64))
        self.dropout = nn.Dropout(0.5)
        self.last_conv = nn.Conv2d(128, num_classes, 1)
        self.avgpool = nn.AdaptiveAvgPool2d(1)

    def features(self, x):
        return self.fires(self.stem(x))

    def logits(self, features):
        x = torch.relu(self.last_conv(self.dropout(features)))
        return self.avgpool(x)

    def forward(self, x):
        return self.logits(self.features(x))


def accuracy(output, target, topk=(1, 5)):
    pred = output.topk(max(topk), 1)[1].t()
    correct = pred.eq(target.view(1, -1).expand_as(pred))
    return [correct[:k].reshape(-1).float().sum().item() * 100 / len(target) for k in topk]


def validate(loader, model, criterion):
    model.eval()
    seen, total = 0, torch.zeros(3)
    with torch.no_grad():
        for images, target in loader:
            output = model(images)
            loss = criterion(output, target)
            prec1, prec5 = accuracy(output, target)
            seen += len(target)
            total += len(target) * torch.tensor([loss.item(), prec1, prec5])
    print("loss %.3f Acc@1 %.2f Acc@5 %.2f" % tuple(total / seen))


tf = transforms.Compose([
    transforms.Resize(112),
    transforms.CenterCrop(96),
    transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])
val_loader = DataLoader(FakeData(40, (3, 128, 128), num_classes=1000, transform=tf), batch_size=20)
validate(val_loader, SqueezeNet(), nn.CrossEntropyLoss())
