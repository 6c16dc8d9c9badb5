from types import SimpleNamespace

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

LOSSES = {"regression": nn.MSELoss, "binary": nn.BCEWithLogitsLoss, "classification": nn.CrossEntropyLoss}


def load_sylvine(n=1280, n_features=20):
    rng = np.random.default_rng(168912)
    X = rng.normal(size=(n, n_features))
    return X, (X[:, :3].sum(1) + rng.normal(size=n) > 0).astype(np.float64)


def split(X, y, val_fraction=0.2):
    n_val = int(len(X) * val_fraction) + 1
    order = np.random.default_rng(0).permutation(len(X))
    val, train = order[:n_val], order[n_val:]
    return X[train], y[train], X[val], y[val]


class MLP(nn.Module):
    def __init__(self, n_layers, input_dim, hidden_dim, output_dim):
        super().__init__()
        dims = [input_dim] + [hidden_dim] * n_layers
        self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip(dims, dims[1:])])
        self.output_layer = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x))
        return self.output_layer(x)


class TabularTrainer:
    def __init__(self, model, args):
        self.model, self.args = model, args
        self.loss_func = LOSSES[args.objective]()
        self.optimizer = torch.optim.AdamW(model.parameters(), lr=args.learning_rate)

    def batch_loss(self, batch_X, batch_y):
        out = self.model(batch_X)
        if self.args.objective in ("regression", "binary"):
            out = out.squeeze()
        return self.loss_func(out, batch_y)

    def fit(self, X, y, X_val, y_val):
        X, y, X_val, y_val = (torch.tensor(a).float() for a in (X, y, X_val, y_val))
        train_loader = DataLoader(TensorDataset(X, y), batch_size=self.args.batch_size, shuffle=True)
        val_loader = DataLoader(TensorDataset(X_val, y_val), batch_size=self.args.val_batch_size)
        for epoch in range(self.args.epochs):
            for batch_X, batch_y in train_loader:
                loss = self.batch_loss(batch_X, batch_y)
                self.optimizer.zero_grad()
                loss.backward()
                self.optimizer.step()
            with torch.no_grad():
                val_loss = sum(self.batch_loss(a, b) for a, b in val_loader) / len(val_loader)
            print("Epoch %d, Val Loss: %.5f" % (epoch, val_loss))


args = SimpleNamespace(objective="binary", batch_size=128, val_batch_size=256, epochs=5, learning_rate=1e-3)
TabularTrainer(MLP(3, 20, 64, 1), args).fit(*split(*load_sylvine()))
