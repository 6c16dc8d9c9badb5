import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


def conv_bn(cin, cout, kernel, stride=1):
    return nn.Sequential(nn.Conv2d(cin, cout, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(cout))


class ShortcutD(nn.Sequential):
    def __init__(self, cin, cout, stride):
        layers = [nn.AvgPool2d(2, 2)] if stride == 2 else []
        super().__init__(*layers, conv_bn(cin, cout, 1))


class Bottleneck(nn.Module):
    def __init__(self, cin, mid, stride=1):
        super().__init__()
        cout = 4 * mid
        self.block = nn.Sequential(
            conv_bn(cin, mid, 1), nn.ReLU(),
            conv_bn(mid, mid, 3, stride), nn.ReLU(),
            conv_bn(mid, cout, 1),
        )
        self.shortcut = ShortcutD(cin, cout, stride) if cin != cout else nn.Identity()

    def forward(self, x):
        return torch.relu(self.block(x) + self.shortcut(x))


class ResNetD(nn.Module):
    def __init__(self, widths=(8, 16, 32, 64), n_classes=10):
        super().__init__()
        self.stem = nn.Sequential(
            conv_bn(3, 8, 3, 2), nn.ReLU(), conv_bn(8, 16, 3), nn.ReLU(), nn.MaxPool2d(3, 2, 1),
        )
        self.stages, cin = nn.ModuleList(), 16
        for k, width in enumerate(widths):
            first = Bottleneck(cin, width, stride=1 if k == 0 else 2)
            self.stages.append(nn.Sequential(first, Bottleneck(4 * width, width)))
            cin = 4 * width
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(cin, n_classes))

    def forward(self, x):
        x = self.stem(x)
        for stage in self.stages:
            x = stage(x)
        return self.head(x)


image_size = 240
preprocess = transforms.Compose([transforms.Resize((image_size, image_size)), transforms.ToTensor()])
data = FakeData(size=4, image_size=(3, 300, 280), num_classes=10, transform=preprocess)
net = ResNetD().eval()
hits = 0
with torch.no_grad():
    for images, labels in DataLoader(data, batch_size=2):
        hits += (net(images).argmax(1) == labels).sum().item()
print("accuracy", hits / len(data))
