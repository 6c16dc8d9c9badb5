import math

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

CLASSES = ["sphere", "box", "cone"]


def sample_surface(kind, n, g):
    u = torch.rand(3, n, generator=g) * 2 - 1
    if kind == "sphere":
        return F.normalize(u, dim=0)
    if kind == "box":
        return u / u.abs().amax(0, keepdim=True)
    height = torch.rand(n, generator=g)
    angle = torch.rand(n, generator=g) * 2 * math.pi
    return torch.stack([height * angle.cos(), 1 - 2 * height, height * angle.sin()])


class ShapeDataset(Dataset):
    """Vertices of a shape as 3 x N, scaled to the unit ball."""

    def __init__(self, size, n_points=256, augment=False, seed=0):
        self.size, self.n_points, self.augment, self.seed = size, n_points, augment, seed

    def __len__(self):
        return self.size

    def augment_data(self, vertices):
        theta = torch.rand(1).item() * 2 * math.pi
        c, s = math.cos(theta), math.sin(theta)
        Ry = torch.tensor([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])
        vertices = Ry * vertices
        vertices = vertices + (0.02 * torch.randn_like(vertices)).clamp(-0.05, 0.05)
        return vertices

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(self.seed * 10000 + i)
        label = i % len(CLASSES)
        vertices = sample_surface(CLASSES[label], self.n_points, g)
        vertices = vertices - vertices.mean(1, keepdim=True)
        vertices = vertices / vertices.norm(dim=0).max()
        if self.augment:
            vertices = self.augment_data(vertices)
        return vertices, label


class TNet(nn.Module):
    def __init__(self, k):
        super().__init__()
        self.k = k
        self.mlp = nn.Sequential(nn.Conv1d(k, 32, 1), nn.ReLU(), nn.Conv1d(32, 64, 1), nn.ReLU())
        self.fc = nn.Linear(64, k * k)
        nn.init.zeros_(self.fc.weight)
        nn.init.zeros_(self.fc.bias)

    def forward(self, x):
        t = self.fc(self.mlp(x).amax(2)).view(-1, self.k, self.k)
        return t + torch.eye(self.k)


class PointNet(nn.Module):
    def __init__(self, n_class):
        super().__init__()
        self.tnet = TNet(3)
        self.features = nn.Sequential(
            nn.Conv1d(3, 32, 1), nn.BatchNorm1d(32), nn.ReLU(),
            nn.Conv1d(32, 128, 1), nn.BatchNorm1d(128), nn.ReLU(),
        )
        self.classifier = nn.Sequential(nn.Linear(128, 64), nn.ReLU(), nn.Dropout(0.3), nn.Linear(64, n_class))

    def forward(self, x):
        x = torch.bmm(self.tnet(x), x)
        return self.classifier(self.features(x).amax(2))


def accuracy(model, loader):
    model.eval()
    right = sum((model(x).argmax(1) == y).sum().item() for x, y in loader)
    return right / len(loader.dataset)


torch.manual_seed(2)
train_loader = DataLoader(ShapeDataset(96, augment=True, seed=1), batch_size=16, shuffle=True)
test_loader = DataLoader(ShapeDataset(30, seed=2), batch_size=15)
net = PointNet(len(CLASSES))
opt = torch.optim.Adam(net.parameters(), lr=2e-3)
print("untrained", accuracy(net, test_loader))
for epoch in range(3):
    net.train()
    for x, y in train_loader:
        loss = F.cross_entropy(net(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
    with torch.no_grad():
        print(epoch, f"{loss.item():.3f}", accuracy(net, test_loader))
