import random

import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


class ChoiceBlock(nn.Module):
    def __init__(self, cin, cout, stride, kernel):
        super().__init__()
        self.cb_main = nn.Sequential(
            nn.Conv2d(cin, cin, kernel, stride, kernel // 2, groups=cin, bias=False),
            nn.BatchNorm2d(cin),
            nn.Conv2d(cin, cout, 1, bias=False),
            nn.BatchNorm2d(cout),
            nn.ReLU(inplace=True),
        )

    def forward(self, x):
        return self.cb_main(x)


class SinglePathSupernet(nn.Module):
    kernels = (3, 5, 7)

    def __init__(self, dataset="cifar10", classes=10, channels=(16, 32, 64, 128)):
        super().__init__()
        if dataset == "cifar10":
            first_stride, gap_size = 1, 1
        else:
            first_stride, gap_size = 2, 7
        self.stem = nn.Sequential(
            nn.Conv2d(3, channels[0], 3, first_stride, 1, bias=False),
            nn.BatchNorm2d(channels[0]),
            nn.ReLU6(inplace=True),
        )
        plan = list(zip((channels[0],) + channels[:-1], channels))
        self.choice_block = nn.ModuleList(
            nn.ModuleList(ChoiceBlock(cin, cout, 2, k) for k in self.kernels) for cin, cout in plan
        )
        self.last_conv = nn.Sequential(nn.Conv2d(channels[-1], 256, 1, bias=False), nn.BatchNorm2d(256), nn.ReLU6(inplace=True))
        self.global_pooling = nn.AvgPool2d(gap_size)
        self.classifier = nn.Linear(256, classes, bias=False)

    def forward(self, x, choice):
        x = self.stem(x)
        for blocks, k in zip(self.choice_block, choice):
            x = blocks[k](x)
        x = self.last_conv(x)
        x = self.global_pooling(x)
        x = x.view(-1, 256)
        return self.classifier(x)


transform_train = transforms.Compose([
    transforms.RandomCrop(32, padding=4),
    transforms.RandomHorizontalFlip(),
    transforms.ToTensor(),
])
train_loader = DataLoader(FakeData(64, (3, 32, 32), 10, transform=transform_train), batch_size=32)
model = SinglePathSupernet(dataset="cifar10")
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
for step, (inputs, targets) in enumerate(train_loader):
    choice = [random.randrange(3) for _ in range(4)]
    outputs = model(inputs, choice)
    loss = criterion(outputs, targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, choice, loss.item())
