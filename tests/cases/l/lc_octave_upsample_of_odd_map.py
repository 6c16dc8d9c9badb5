import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


class OctaveConv(nn.Module):
    """Convolution over a high and a low frequency part."""

    def __init__(self, cin, cout, alpha=0.25, stride=1):
        super().__init__()
        low_in, low_out = int(cin * alpha), int(cout * alpha)
        self.stride = stride
        self.h2g_pool = nn.AvgPool2d(kernel_size=(2, 2), stride=2)
        self.upsample = nn.Upsample(scale_factor=2, mode="nearest")
        self.l2l = nn.Conv2d(low_in, low_out, 3, 1, 1)
        self.l2h = nn.Conv2d(low_in, cout - low_out, 3, 1, 1)
        self.h2l = nn.Conv2d(cin - low_in, low_out, 3, 1, 1)
        self.h2h = nn.Conv2d(cin - low_in, cout - low_out, 3, 1, 1)

    def forward(self, x):
        x_h, x_l = x
        if self.stride == 2:
            x_h, x_l = self.h2g_pool(x_h), self.h2g_pool(x_l)
        x_h2l = self.h2l(self.h2g_pool(x_h))
        x_l2h = self.upsample(self.l2h(x_l))
        x_h2h, x_l2l = self.h2h(x_h), self.l2l(x_l)
        return x_l2h + x_h2h, x_h2l + x_l2l


class OctResNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 7, 2, 3), nn.ReLU(), nn.MaxPool2d(3, 2, 1))
        self.first_pool = nn.AvgPool2d(2)
        self.layer1 = OctaveConv(32, 32)
        self.layer2 = OctaveConv(32, 48, stride=2)
        self.layer3 = OctaveConv(48, 64, stride=2)
        self.layer4 = OctaveConv(64, 64, stride=2)
        self.high = nn.Conv2d(16, 24, 1)
        self.low = nn.Conv2d(16, 8, 1)
        self.fc = nn.Linear(48, num_classes)

    def forward(self, x):
        x = self.stem(x)
        pair = self.high(x), self.low(self.first_pool(x))
        for layer in (self.layer1, self.layer2, self.layer3, self.layer4):
            pair = layer(pair)
        return self.fc(pair[0].mean((2, 3)))


train_set = FakeData(
    size=8, image_size=(3, 256, 256), num_classes=10,
    transform=transforms.Compose([transforms.RandomResizedCrop(224), transforms.ToTensor()]),
)
net = OctResNet()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for images, labels in DataLoader(train_set, batch_size=4):
    loss = nn.functional.cross_entropy(net(images), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
