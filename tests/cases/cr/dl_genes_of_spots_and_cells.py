import numpy as np
import torch
from torch import nn

torch.manual_seed(1)


class Expression:
    def __init__(self, counts, genes):
        self.X, self.genes = counts, list(genes)

    def subset(self, genes):
        columns = [self.genes.index(g) for g in genes]
        return Expression(self.X[:, columns], genes)


def measure(n_rows, genes, seed):
    rng = np.random.default_rng(seed)
    return Expression(rng.poisson(2.0, (n_rows, len(genes))).astype(np.float32), genes)


def without_mitochondria(table):
    return table.subset([g for g in table.genes if not g.startswith("mt-")])


def log_normalize(table, target_sum=1e3):
    total = table.X.sum(1, keepdims=True).clip(min=1)
    return Expression(np.log1p(table.X / total * target_sum), table.genes)


class CoordinateDNN(nn.Module):
    def __init__(self, n_genes, hidden=(64, 32)):
        super().__init__()
        self.fc1 = nn.Linear(n_genes, hidden[0])
        self.fc2 = nn.Linear(hidden[0], hidden[1])
        self.out = nn.Linear(hidden[1], 2)

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        x = torch.relu(self.fc2(x))
        return torch.sigmoid(self.out(x))


def fit_cord(table, cord, epochs=5):
    model = CoordinateDNN(len(table.genes))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    x, y = torch.from_numpy(table.X), torch.from_numpy(cord)
    for epoch in range(epochs):
        for idx in torch.randperm(len(x)).split(32):
            loss = nn.functional.mse_loss(model(x[idx]), y[idx])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model


def predict_cord(model, table):
    model.eval()
    with torch.no_grad():
        return model(torch.from_numpy(table.X)).numpy()


spot_genes = [f"Gene{i}" for i in range(120)] + ["mt-Co1", "mt-Nd1"]
cell_genes = [f"Gene{i}" for i in range(15, 150)] + ["mt-Co1"]
rows, columns = np.meshgrid(np.linspace(0, 1, 16), np.linspace(0, 1, 12))
cord = np.stack([rows.ravel(), columns.ravel()], 1).astype(np.float32)

spots = log_normalize(without_mitochondria(measure(len(cord), spot_genes, seed=0)))
cells = log_normalize(without_mitochondria(measure(80, cell_genes, seed=1)))
model = fit_cord(spots, cord)
located = predict_cord(model, cells)
print(located.shape, located.mean(0))
