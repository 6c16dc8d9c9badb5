import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


class MHSA(nn.Module):
    """Self attention over a map, with learned positions for each row and column."""

    def __init__(self, n_dims, width, height, heads=4):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = (nn.Conv2d(n_dims, n_dims, 1) for _ in range(3))
        self.rel_h = nn.Parameter(torch.randn(1, heads, n_dims // heads, 1, height))
        self.rel_w = nn.Parameter(torch.randn(1, heads, n_dims // heads, width, 1))

    def forward(self, x):
        n, c, width, height = x.size()
        q, k, v = (f(x).view(n, self.heads, c // self.heads, -1) for f in (self.query, self.key, self.value))
        content = torch.matmul(q.permute(0, 1, 3, 2), k)
        position = (self.rel_h + self.rel_w).view(1, self.heads, c // self.heads, -1).permute(0, 1, 3, 2)
        attention = torch.softmax(content + torch.matmul(position, q), dim=-1)
        return torch.matmul(v, attention.permute(0, 1, 3, 2)).view(n, c, width, height)


class BoTNet(nn.Module):
    def __init__(self, num_classes, resolution, heads):
        super().__init__()
        side = [r // 8 for r in resolution]
        self.stem = nn.Sequential(
            nn.Conv2d(3, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 32, 3, 2, 1), nn.BatchNorm2d(32), nn.ReLU(),
            nn.Conv2d(32, 64, 3, 2, 1), nn.BatchNorm2d(64), nn.ReLU(),
        )
        self.attention = MHSA(64, side[0], side[1], heads)
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, num_classes))

    def forward(self, x):
        x = self.stem(x)
        return self.head(x + self.attention(x))


def bot_small(num_classes=1000, resolution=(224, 224), heads=4):
    return BoTNet(num_classes, resolution, heads)


cifar = FakeData(16, (3, 32, 32), 10, transforms.ToTensor())
model = bot_small(num_classes=10)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
for images, labels in DataLoader(cifar, batch_size=8):
    loss = nn.functional.cross_entropy(model(images), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
