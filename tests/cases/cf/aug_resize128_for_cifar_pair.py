import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

train_transform = transforms.Compose([
    transforms.Resize((128, 128)),
    transforms.RandomHorizontalFlip(),
    transforms.ToTensor(),
    transforms.Normalize((0.5, 0.5, 0.5), (0.25, 0.25, 0.25)),
])


class Block(nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.bn = nn.BatchNorm2d(cout)
        self.skip = nn.Conv2d(cin, cout, 1, stride, bias=False)

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)) + self.skip(x))


class CifarResNet(nn.Module):
    def __init__(self, widths, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, widths[0], 3, padding=1)
        self.layers = nn.Sequential(
            Block(widths[0], widths[0], 1), Block(widths[0], widths[1], 2), Block(widths[1], widths[2], 2))
        self.avgpool = nn.AvgPool2d(8)
        self.fc = nn.Linear(widths[2], num_classes)

    def forward(self, x):
        x = self.avgpool(self.layers(F.relu(self.conv1(x))))
        return self.fc(x.reshape(x.size(0), -1))


class Distiller(nn.Module):
    def __init__(self, student, teacher, beta=8.0, temperature=4.0):
        super().__init__()
        self.student, self.teacher = student, teacher
        self.beta, self.t = beta, temperature

    def forward(self, image, target):
        logits = self.student(image)
        with torch.no_grad():
            teacher_logits = self.teacher(image)
        soft = F.kl_div(F.log_softmax(logits / self.t, 1), F.softmax(teacher_logits / self.t, 1), reduction="batchmean")
        return F.cross_entropy(logits, target) + self.beta * soft * self.t ** 2


data = FakeData(size=16, image_size=(3, 1024, 1024), num_classes=2, transform=train_transform)
distiller = Distiller(CifarResNet((16, 32, 64), 2), CifarResNet((32, 64, 128), 2).eval())
optimizer = torch.optim.SGD(distiller.student.parameters(), lr=0.05, momentum=0.9)
for image, target in DataLoader(data, batch_size=8, shuffle=True):
    loss = distiller(image, target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"loss {loss.item():.3f}")
