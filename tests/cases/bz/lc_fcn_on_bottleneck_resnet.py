import torch
from torch import nn
from torchvision import models

NUM_CLASSES = 20


class FeatureResNet(nn.Module):
    def __init__(self, resnet):
        super().__init__()
        self.stem = nn.Sequential(resnet.conv1, resnet.bn1, resnet.relu)
        self.pool = resnet.maxpool
        self.layer1, self.layer2 = resnet.layer1, resnet.layer2
        self.layer3, self.layer4 = resnet.layer3, resnet.layer4

    def forward(self, x):
        x1 = self.stem(x)
        x2 = self.layer1(self.pool(x1))
        x3 = self.layer2(x2)
        x4 = self.layer3(x3)
        x5 = self.layer4(x4)
        return x1, x2, x3, x4, x5


def up(a, b):
    return nn.Sequential(nn.ConvTranspose2d(a, b, 3, stride=2, padding=1, output_padding=1), nn.BatchNorm2d(b), nn.ReLU())


class SegResNet(nn.Module):
    def __init__(self, num_classes, backbone):
        super().__init__()
        widths = (256, 512, 1024, 2048)
        self.backbone = FeatureResNet(backbone)
        self.up5 = up(widths[3], widths[2])
        self.up4 = up(widths[2], widths[1])
        self.up3 = up(widths[1], widths[0])
        self.up2 = up(widths[0], widths[0])
        self.up1 = up(widths[0], 32)
        self.score = nn.Conv2d(32, num_classes, 1)

    def forward(self, x):
        x1, x2, x3, x4, x5 = self.backbone(x)
        y = self.up5(x5)
        y = self.up4(y + x4)
        y = self.up3(y + x3)
        y = self.up2(y + x2)
        y = self.up1(y + x1)
        return self.score(y)


def train(net, batches=2):
    crit = nn.CrossEntropyLoss(ignore_index=255)
    optimiser = torch.optim.RMSprop(net.parameters(), lr=1e-4)
    for i in range(batches):
        images = torch.rand(2, 3, 64, 128)
        targets = torch.randint(0, NUM_CLASSES, (2, 64, 128))
        loss = crit(net(images), targets)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        print(i, loss.item())


train(SegResNet(NUM_CLASSES, models.resnet50(weights=None)))
