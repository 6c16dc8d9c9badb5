import numpy as np
import torch
from torch import nn

rng = np.random.default_rng(1)
IMG, N_CLASSES = 64, 2


class Torch_Model(nn.Module):
    """Tells damaged buildings from intact ones."""

    def __init__(self):
        super().__init__()
        self.convs = nn.Sequential(
            nn.Conv2d(3, 32, 3),
            nn.ReLU(),
            nn.Conv2d(32, 64, 3),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Dropout(0.25),
        )
        self.fcs = nn.Sequential(
            nn.Linear(12 * 12 * 64, 128),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(128, N_CLASSES),
        )

    def forward(self, x):
        out = self.convs(x)
        out = out.view(out.size(0), -1)
        out = self.fcs(out)
        return out


class ActiveLearner:
    def __init__(self, model, X, y):
        self.model, self.X, self.y = model, X, y
        self.optimizer = torch.optim.Adam(model.parameters())

    def fit(self, epochs=2, batch=10):
        self.model.train()
        for _ in range(epochs):
            for k in range(0, len(self.X), batch):
                xb = torch.from_numpy(self.X[k:k + batch])
                yb = torch.from_numpy(self.y[k:k + batch])
                loss = nn.functional.cross_entropy(self.model(xb), yb)
                self.optimizer.zero_grad()
                loss.backward()
                self.optimizer.step()
        return loss.item()

    def query(self, pool, n_instances):
        self.model.eval()
        with torch.no_grad():
            p = self.model(torch.from_numpy(pool)).softmax(1).max(1).values
        return np.argsort(p.numpy())[:n_instances]

    def teach(self, X, y):
        self.X, self.y = np.concatenate([self.X, X]), np.concatenate([self.y, y])
        return self.fit()


X_pool = rng.random((60, 3, IMG, IMG), dtype=np.float32)
y_pool = rng.integers(0, N_CLASSES, 60)
initial, rest = np.arange(20), np.arange(20, 60)

learner = ActiveLearner(Torch_Model(), X_pool[initial], y_pool[initial])
print("initial fit", learner.fit())
for i in range(2):
    idx = rest[learner.query(X_pool[rest], n_instances=10)]
    print("query", i, learner.teach(X_pool[idx], y_pool[idx]))
    rest = np.setdiff1d(rest, idx)
