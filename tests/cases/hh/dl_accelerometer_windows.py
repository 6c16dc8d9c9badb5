import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

rng = np.random.default_rng(2)
torch.manual_seed(2)

WINDOW = 256
N_CLASSES = 6


def load_recordings(n):
    t = np.arange(WINDOW) / 50.0
    labels = rng.integers(0, N_CLASSES, n)
    X = np.empty((n, WINDOW, 3), dtype=np.float32)
    for k, y in enumerate(labels):
        phase = rng.uniform(0, 2 * np.pi, 3)
        X[k] = np.sin(2 * np.pi * (1 + y) * t[:, None] + phase) + 0.3 * rng.normal(size=(WINDOW, 3))
    return X, labels


class ActivityNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv1d(3, 24, 5, padding=2), nn.BatchNorm1d(24), nn.ReLU(), nn.MaxPool1d(4),
            nn.Conv1d(24, 48, 5, padding=2), nn.BatchNorm1d(48), nn.ReLU(), nn.AdaptiveAvgPool1d(1),
        )
        self.classifier = nn.Linear(48, N_CLASSES)

    def forward(self, x):
        x = self.features(x)
        return self.classifier(x.flatten(1))


def make_loader(X, y, shuffle):
    X = (X - X.mean((0, 1))) / X.std((0, 1))
    return DataLoader(TensorDataset(torch.from_numpy(X), torch.from_numpy(y)), batch_size=32, shuffle=shuffle)


X_train, y_train = load_recordings(708)
X_val, y_val = load_recordings(96)
train_loader = make_loader(X_train, y_train, shuffle=True)
val_loader = make_loader(X_val, y_val, shuffle=False)

model = ActivityNet()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
loss_fn = nn.CrossEntropyLoss()

for epoch in range(2):
    model.train()
    for xb, yb in train_loader:
        optimizer.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        hits = sum((model(xb).argmax(1) == yb).sum().item() for xb, yb in val_loader)
    print(f"epoch {epoch}: loss {loss.item():.3f}, val acc {hits / len(y_val):.3f}")
