import torch
import torch.nn as nn
import torch.optim as optim


class Branch(nn.Module):
    def __init__(self, n_features, hidden=12):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(n_features, 32), nn.ReLU(), nn.Linear(32, hidden), nn.ReLU())

    def forward(self, x):
        return self.layers(x)


class SixInputNet(nn.Module):
    """One small tower per sensor group, then a common classifier."""

    def __init__(self, widths, n_classes, hidden=12):
        super().__init__()
        self.towers = nn.ModuleList([Branch(w, hidden) for w in widths])
        self.classifier = nn.Sequential(nn.Linear(hidden, 24), nn.ReLU(), nn.Linear(24, n_classes))

    def forward(self, *groups):
        encoded = [tower(g) for tower, g in zip(self.towers, groups)]
        merged = torch.cat(encoded, dim=0)
        return self.classifier(merged)


def iterate(groups, target, size):
    for start in range(0, len(target), size):
        yield [g[start:start + size] for g in groups], target[start:start + size]


widths = (4, 9, 3, 16, 7, 5)
groups = [torch.randn(50, w) for w in widths]
target = torch.randint(0, 3, (50,))
model = SixInputNet(widths, n_classes=3)
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.002)

for epoch in range(2):
    running = 0.0
    for inputs, labels in iterate(groups, target, size=10):
        optimizer.zero_grad()
        outputs = model(*inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        running += loss.item()
    print(f"epoch {epoch}: {running / 5:.4f}")
