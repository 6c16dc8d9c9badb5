import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


def conv_bn(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU())


class SmallSegNet(nn.Module):
    def __init__(self, n_classes=5):
        super().__init__()
        self.pool = nn.MaxPool2d(2, 2, return_indices=True)
        self.unpool = nn.MaxUnpool2d(2, 2)
        self.enc1 = conv_bn(3, 8)
        self.enc2 = conv_bn(8, 16)
        self.enc3 = conv_bn(16, 32)
        self.dec3 = conv_bn(32, 16)
        self.dec2 = conv_bn(16, 8)
        self.dec1 = nn.Conv2d(8, n_classes, 3, padding=1)

    def forward(self, x):
        x1 = self.enc1(x)
        p1, indices1 = self.pool(x1)
        x2 = self.enc2(p1)
        p2, indices2 = self.pool(x2)
        x3 = self.enc3(p2)
        p3, indices3 = self.pool(x3)

        out = self.dec3(self.unpool(p3, indices3))
        out = self.dec2(self.unpool(out, indices2))
        out = self.dec1(self.unpool(out, indices1))
        return out


class DashCam(Dataset):
    """Video frames of 960x540, stored at a fifth of the size."""

    def __init__(self, size=(108, 192), n=6):
        self.size, self.n = size, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        frame = torch.rand(3, *self.size, generator=g)
        return frame, torch.randint(0, 5, self.size, generator=g)


net = SmallSegNet()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
for frames, labels in DataLoader(DashCam(), batch_size=2):
    loss = criterion(net(frames), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
