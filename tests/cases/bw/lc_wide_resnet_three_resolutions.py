import random

import torch
import torch.nn as nn
import torch.nn.functional as F

RESOLUTIONS = [32, 28, 24]


class BasicBlock(nn.Module):
    def __init__(self, in_planes, out_planes, stride):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(in_planes)
        self.conv1 = nn.Conv2d(in_planes, out_planes, 3, stride=stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_planes)
        self.conv2 = nn.Conv2d(out_planes, out_planes, 3, padding=1, bias=False)
        self.shortcut = None
        if stride != 1 or in_planes != out_planes:
            self.shortcut = nn.Conv2d(in_planes, out_planes, 1, stride=stride, bias=False)

    def forward(self, x):
        out = F.relu(self.bn1(x))
        skip = x if self.shortcut is None else self.shortcut(out)
        out = self.conv2(F.relu(self.bn2(self.conv1(out))))
        return out + skip


class WideResNet(nn.Module):
    def __init__(self, num_classes=100, widen=2):
        super().__init__()
        planes = [8, 8 * widen, 16 * widen, 32 * widen]
        self.conv1 = nn.Conv2d(3, planes[0], 3, padding=1, bias=False)
        self.block1 = BasicBlock(planes[0], planes[1], 1)
        self.block2 = BasicBlock(planes[1], planes[2], 2)
        self.block3 = BasicBlock(planes[2], planes[3], 2)
        self.bn = nn.BatchNorm2d(planes[3])
        self.fc = nn.Linear(planes[3], num_classes)

    def forward(self, x):
        out = self.block3(self.block2(self.block1(self.conv1(x))))
        out = F.relu(self.bn(out))
        out = F.avg_pool2d(out, 8)
        return self.fc(out.flatten(1))


def train_step(model, optimizer, images, targets):
    optimizer.zero_grad()
    logits = model(images)
    loss = F.cross_entropy(logits, targets)
    loss.backward()
    soft = logits.detach().softmax(1)
    for size in random.sample(RESOLUTIONS, k=2):
        small = F.interpolate(images, size=(size, size), mode="bilinear", align_corners=False)
        sub_loss = F.kl_div(model(small).log_softmax(1), soft, reduction="batchmean")
        sub_loss.backward()
    optimizer.step()
    return loss.item()


random.seed(5)
torch.manual_seed(5)
net = WideResNet()
sgd = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)
for step in range(4):
    batch, classes = torch.rand(16, 3, 32, 32), torch.randint(0, 100, (16,))
    print(step, train_step(net, sgd, batch, classes))
