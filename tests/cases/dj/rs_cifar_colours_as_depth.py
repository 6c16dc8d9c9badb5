import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


class Conv3dNet(nn.Module):
    """3d convolutions over (colour, row, column) of a picture."""

    def __init__(self, num_classes=10):
        super().__init__()
        self.conv1 = nn.Conv3d(1, 4, kernel_size=(2, 3, 3))
        self.conv2 = nn.Conv3d(4, 8, kernel_size=(2, 3, 3))
        self.pool = nn.MaxPool3d((1, 2, 2))
        self.fc = nn.Linear(8 * 1 * 6 * 6, num_classes)

    def forward(self, img):
        out = self.pool(F.relu(self.conv1(img)))
        out = self.pool(F.relu(self.conv2(out)))
        return self.fc(out.flatten(1))


def accuracy(logits, labels):
    return (logits.argmax(dim=1) == labels).float().mean().item()


cifar = FakeData(32, (3, 32, 32), 10, transforms.Compose([
    transforms.ToTensor(),
    transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
]))
loader = DataLoader(cifar, batch_size=8, shuffle=True)
net = Conv3dNet()
optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)

for epoch in range(1):
    for step, (img, label) in enumerate(loader):
        logits = net(img)
        loss = F.cross_entropy(logits, label)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(epoch, step, loss.item(), accuracy(logits, label))
