import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


class DoubleAttentionLayer(nn.Module):
    """A2-Nets: gather features of the whole map, then distribute them to every position"""

    def __init__(self, in_channels, c_m, c_n):
        super().__init__()
        self.in_channels = in_channels
        self.c_m = c_m
        self.c_n = c_n
        self.convA = nn.Conv2d(in_channels, c_m, 1)
        self.convB = nn.Conv2d(in_channels, c_n, 1)
        self.convV = nn.Conv2d(in_channels, c_n, 1)

    def forward(self, x):
        b, c, h, w = x.size()
        assert c == self.in_channels, "input channel not equal!"
        A = self.convA(x).view(b, self.c_m, h * w)
        attention_maps = self.convB(x).view(b, self.c_n, h * w).softmax(dim=-1)
        attention_vectors = self.convV(x).view(b, self.c_n, h * w).softmax(dim=1)
        # feature gathering
        tmpG = A.bmm(attention_maps.permute(0, 2, 1))      # b, c_m, c_n
        # feature distribution
        tmpZ = tmpG.bmm(attention_vectors)                 # b, c_m, h*w
        tmpZ = tmpZ.view(b, self.c_m, h, w)
        return tmpZ


class BasicBlock(nn.Module):
    def __init__(self, inplanes, planes, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(inplanes, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.downsample = None
        if stride != 1 or inplanes != planes:
            self.downsample = nn.Sequential(nn.Conv2d(inplanes, planes, 1, stride, bias=False), nn.BatchNorm2d(planes))

    def forward(self, x):
        out = torch.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        identity = x if self.downsample is None else self.downsample(x)
        return torch.relu(out + identity)


class A2ResNet(nn.Module):
    def __init__(self, num_classes=100):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU())
        self.layer1 = nn.Sequential(BasicBlock(16, 16), BasicBlock(16, 16))
        self.layer2 = nn.Sequential(BasicBlock(16, 32, 2), BasicBlock(32, 32))
        self.attention = DoubleAttentionLayer(32, c_m=16, c_n=16)
        self.layer3 = nn.Sequential(BasicBlock(32, 64, 2), BasicBlock(64, 64))
        self.fc = nn.Linear(64, num_classes)

    def forward(self, x):
        x = self.layer2(self.layer1(self.stem(x)))
        x = self.attention(x)
        x = self.layer3(x)
        return self.fc(x.mean(dim=(2, 3)))


cifar = FakeData(size=32, image_size=(3, 32, 32), num_classes=100, transform=transforms.ToTensor())
model = A2ResNet()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)
criterion = nn.CrossEntropyLoss()
for step, (images, labels) in enumerate(DataLoader(cifar, batch_size=16, shuffle=True)):
    loss = criterion(model(images), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step}: {loss.item():.3f}")
